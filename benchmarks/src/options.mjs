import { parseArgs } from 'node:util';

const hosts = ['node', 'node20', 'chromium'];
const any = { hosts, threads: Infinity };

/** The contenders, ours first: ratios are to the first one that runs. On which hosts, and on how many threads at most. */
const contenders = {
  ours: any,
  'onnxruntime-web': any,
  'tfjs-wasm': { hosts: ['node'], threads: 1 },
  'onnxruntime-node': { ...any, hosts: ['node'] },
};
const names = Object.keys(contenders);
const basic = (name) => name.replace(/\+flags$/, '');

/** Of `--all`: everything that docs/cpu.md shows. */
const all = {
  networks: 'resnet18,resnet34,resnet50,resnext50_32x4d',
  batches: '1,8',
  threads: '1,2',
  hosts: hosts.join(','),
  'node-flags': '--experimental-wasm-revectorize',
  name: 'inference',
};
const defaults = { networks: 'resnet18', batches: '1', threads: '1', hosts: 'node' };

const usage = `npm run benchmark -- [options]
  --all               the networks, batches, threads, hosts and flags of docs/cpu.md, written to results/${all.name}.json;
                      more than one image only on this Node. Other options take the place of its own
  --networks LIST     functions of resnet-compile (default ${defaults.networks}): ${all.networks},…
  --batches LIST      images per call (default ${defaults.batches})
  --threads LIST      threads that contenders are asked to use (default ${defaults.threads})
  --hosts LIST        of ${hosts.join(',')} (default ${defaults.hosts}): the repository's Node, another one from npm, a page
  --contenders LIST   of ${names.join(',')} (default: all that the host has); with +flags behind its name, one
                      runs under --node-flags, on the host node
  --node-flags FLAGS  for contenders with +flags; adds ours+flags where --contenders is not given
  --rounds N          timed rounds (default 20)
  --warm-up N         images of untimed calls before the first round, at least (default 10, and 2 seconds)
  --name NAME         of the file in results/ (default: the time)
  --no-build          take the packages' dist as it is`;

/**
 * @typedef {{ host: string, network: string, batch: number, threads: number, contenders: readonly string[] }} Setting
 * @typedef {object} Options
 * @property {readonly Setting[]} settings what is compared, case by case
 * @property {readonly string[]} nodeFlags
 * @property {number} rounds
 * @property {number} warmUp
 * @property {string} name
 */

/** @param {readonly string[]} parameters @returns {Options} */
export function parseOptions(parameters) {
  const text = { type: 'string' };
  const { values: given } = parseArgs({
    args: [...parameters],
    options: {
      all: { type: 'boolean', default: false },
      networks: text,
      batches: text,
      threads: text,
      hosts: text,
      contenders: text,
      'node-flags': text,
      rounds: { ...text, default: '20' },
      'warm-up': { ...text, default: '10' },
      name: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (given.help) {
    console.log(usage);
    process.exit(0);
  }
  const time = new Date().toISOString().replaceAll(':', '-').replace(/\..*/, '');
  const values = { ...defaults, name: time, ...(given.all ? all : {}), ...given };
  const flags = values['node-flags'];
  const lists = Object.fromEntries(
    ['networks', 'batches', 'threads', 'hosts'].map((option) => [option, list(values[option])]),
  );
  for (const host of lists.hosts)
    if (!hosts.includes(host)) throw new Error(`--hosts: no host ${host}; expected ${hosts.join(', ')}`);
  const [batches, threads] = ['batches', 'threads'].map((option) =>
    lists[option].map((value) => count(`--${option}`, value)),
  );
  const wanted = contendersOf(values.contenders, flags);
  const settings = lists.hosts.flatMap((host) => {
    const runs = (count) => {
      const able = wanted.filter(
        (name) =>
          contenders[basic(name)].hosts.includes(host) &&
          contenders[basic(name)].threads >= count &&
          (host === 'node' || !name.endsWith('+flags')),
      );
      if (able.length === 0)
        throw new Error(`--contenders: none of ${wanted.join(', ')} runs on the host ${host} with ${count} threads`);
      return able;
    };
    // One image shows what another host is like, in minutes less.
    const few = given.all && !given.batches && host !== 'node' ? batches.slice(0, 1) : batches;
    return lists.networks.flatMap((network) =>
      few.flatMap((batch) =>
        threads.map((threadCount) => ({ host, network, batch, threads: threadCount, contenders: runs(threadCount) })),
      ),
    );
  });
  return {
    settings,
    nodeFlags: flags?.split(/\s+/).filter(Boolean) ?? [],
    rounds: count('--rounds', values.rounds),
    warmUp: count('--warm-up', values['warm-up']),
    name: values.name,
  };
}

function contendersOf(text, flags) {
  if (text === undefined) return flags ? names.toSpliced(1, 0, 'ours+flags') : names;
  const wanted = list(text);
  for (const name of wanted) {
    if (!names.includes(basic(name)))
      throw new Error(`--contenders: no contender ${name}; expected ${names.join(', ')}, each also with +flags`);
    if (name.endsWith('+flags') && !flags) throw new Error(`--contenders: ${name} needs --node-flags`);
  }
  return wanted;
}

const list = (text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function count(option, text) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${option} is ${JSON.stringify(text)}; expected a whole number from 1`);
  return value;
}
