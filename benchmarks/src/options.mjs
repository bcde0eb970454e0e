import { parseArgs } from 'node:util';

/** The contenders, ours first: ratios are to the first one that runs. */
const contenders = ['ours', 'onnxruntime-web', 'tfjs-wasm', 'onnxruntime-node'];

const usage = `npm run benchmark -- [options]
  --networks LIST     functions of resnet-compile (default resnet18): resnet18,resnet34,resnet50,resnext50_32x4d,…
  --batches LIST      images per call (default 1)
  --threads LIST      threads that contenders are asked to use (default 1)
  --contenders LIST   of ${contenders.join(',')} (default: all); with +flags behind its name, one runs under --node-flags
  --node-flags FLAGS  for contenders with +flags; adds ours+flags where --contenders is not given
  --rounds N          timed rounds (default 20)
  --warm-up N         untimed calls before the first round, at least (default 10, and 2 seconds)
  --name NAME         of the file in results/ (default: the time)
  --no-build          take the packages' dist as it is`;

/**
 * @typedef {object} Options
 * @property {readonly string[]} networks
 * @property {readonly number[]} batches
 * @property {readonly number[]} threads
 * @property {readonly string[]} contenders
 * @property {readonly string[]} nodeFlags
 * @property {number} rounds
 * @property {number} warmUp
 * @property {string} name
 */

/** @param {readonly string[]} parameters @returns {Options} */
export function parseOptions(parameters) {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      networks: { type: 'string', default: 'resnet18' },
      batches: { type: 'string', default: '1' },
      threads: { type: 'string', default: '1' },
      contenders: { type: 'string' },
      'node-flags': { type: 'string' },
      rounds: { type: 'string', default: '20' },
      'warm-up': { type: 'string', default: '10' },
      name: { type: 'string', default: new Date().toISOString().replaceAll(':', '-').replace(/\..*/, '') },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const flags = values['node-flags'];
  const names = values.contenders ? list(values.contenders) : [...contenders, ...(flags ? ['ours+flags'] : [])];
  for (const name of names) {
    if (!contenders.includes(name.replace(/\+flags$/, ''))) throw new Error(`--contenders: no contender ${name}; expected ${contenders.join(', ')}, each also with +flags`);
    if (name.endsWith('+flags') && !flags) throw new Error(`--contenders: ${name} needs --node-flags`);
  }
  return {
    networks: list(values.networks),
    batches: list(values.batches).map((value) => count('--batches', value)),
    threads: list(values.threads).map((value) => count('--threads', value)),
    contenders: names,
    nodeFlags: flags?.split(/\s+/).filter(Boolean) ?? [],
    rounds: count('--rounds', values.rounds),
    warmUp: count('--warm-up', values['warm-up']),
    name: values.name,
  };
}

const list = (text) => text.split(',').map((part) => part.trim()).filter(Boolean);

function count(option, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${option} is ${JSON.stringify(text)}; expected a whole number from 1`);
  return value;
}
