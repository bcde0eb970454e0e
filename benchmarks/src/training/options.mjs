import { parseArgs } from 'node:util';
import { networkNames } from './task.mjs';

/** Ours first: ratios are to the first one that trains. */
const contenders = ['ours', 'tfjs-wasm', 'tfjs-cpu', 'pytorch'];

const usage = `npm run training -- [options]
  --network NAME      of ${networkNames.join(', ')} (default: the first)
  --threads N         that contenders are asked to use (default 1)
  --batch N           images per step (default 128)
  --cpu-batch N       images per step of tfjs-cpu, which takes seconds per image (default 2)
  --contenders LIST   of ${contenders.join(',')} (default: all); with +flags behind its name, one runs under --node-flags
  --node-flags FLAGS  for contenders with +flags; adds ours+flags where --contenders is not given
  --rounds N          timed rounds (default 10)
  --warm-up N         untimed steps before the first round (default 2, and 2 seconds)
  --name NAME         of the file in results/ (default: training- and the time)
  --no-build          take the packages' dist as it is
PyTorch runs on python3, or on what the environment variable PYTHON names; where that cannot import torch, it is skipped.`;

/** @param {readonly string[]} parameters */
export function parseOptions(parameters) {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      network: { type: 'string', default: networkNames[0] },
      threads: { type: 'string', default: '1' },
      batch: { type: 'string', default: '128' },
      'cpu-batch': { type: 'string', default: '2' },
      contenders: { type: 'string' },
      'node-flags': { type: 'string' },
      rounds: { type: 'string', default: '10' },
      'warm-up': { type: 'string', default: '2' },
      name: {
        type: 'string',
        default: `training-${new Date().toISOString().replaceAll(':', '-').replace(/\..*/, '')}`,
      },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const flags = values['node-flags'];
  const names = values.contenders
    ? list(values.contenders)
    : [...contenders.slice(0, 1), ...(flags ? ['ours+flags'] : []), ...contenders.slice(1)];
  for (const name of names) {
    if (!contenders.includes(name.replace(/\+flags$/, '')))
      throw new Error(`--contenders: no contender ${name}; expected ${contenders.join(', ')}, each also with +flags`);
    if (name.endsWith('+flags') && !flags) throw new Error(`--contenders: ${name} needs --node-flags`);
  }
  if (!networkNames.includes(values.network))
    throw new Error(`--network: no network ${values.network}; expected ${networkNames.join(', ')}`);
  return {
    network: values.network,
    threads: count('--threads', values.threads),
    batch: count('--batch', values.batch, 2),
    cpuBatch: count('--cpu-batch', values['cpu-batch'], 2),
    contenders: names,
    nodeFlags: flags?.split(/\s+/).filter(Boolean) ?? [],
    rounds: count('--rounds', values.rounds),
    warmUp: count('--warm-up', values['warm-up']),
    name: values.name,
  };
}

const list = (text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function count(option, text, least = 1) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least)
    throw new Error(`${option} is ${JSON.stringify(text)}; expected a whole number from ${least}`);
  return value;
}
