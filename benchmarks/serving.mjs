/** The example server on compiled modules and on ONNX Runtime, under load: `npm run serving -- --help`. */
import { parseArgs } from 'node:util';
import { describeMachine, load } from './src/machine.mjs';
import { number, printMachine, printTable } from './src/report.mjs';
import { loads } from './src/serving/contenders.mjs';
import { fire } from './src/serving/fire.mjs';
import { photograph } from './src/serving/photograph.mjs';
import { prepare } from './src/serving/prepare.mjs';
import { startServer } from './src/serving/start-server.mjs';
import { writeResults } from './src/write-results.mjs';

const text = { type: 'string' };
const { values: options } = parseArgs({
  options: {
    network: { ...text, default: 'resnet18' },
    threads: { ...text, default: '1,2' },
    batches: { ...text, default: '1,4,8' },
    connections: { ...text, default: '16' },
    seconds: { ...text, default: '60' },
    rounds: { ...text, default: '3' },
    trial: { ...text, default: '4' },
    name: { ...text, default: 'serving' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    'npm run serving -- [--network resnet18] [--threads 1,2] [--batches 1,4,8] [--connections 16] [--seconds 60] [--rounds 3] [--trial 4] [--name serving]\nOf each server first the best of --batches is found, in --trial seconds each; then all are measured in turn, --seconds each in all, in --rounds parts. Nine minutes.',
  );
  process.exit(0);
}
const [connections, seconds, rounds, trial] = ['connections', 'seconds', 'rounds', 'trial'].map((name) =>
  Number(options[name]),
);
const listed = (value) => value.split(',').map(Number);
const seed = 1;
const start = performance.now();
const files = prepare(options.network, seed);
const picture = await photograph(500, 375);

const under = (server, duration) => fire(server, { picture, connections, duration });

const servers = [];
for (const threads of listed(options.threads)) {
  for (const contender of Object.keys(loads)) {
    const trials = [];
    for (const maxBatch of listed(options.batches)) {
      const server = await startServer({ contender, threads, maxBatch, files, seed });
      await under(server, 2);
      trials.push({ maxBatch, requestsPerSecond: rate([await under(server, trial)]) });
      await server.end();
    }
    const { maxBatch } = trials.reduce((best, each) => (each.requestsPerSecond > best.requestsPerSecond ? each : best));
    console.error(
      `${contender}, threads ${threads}: ${trials.map((each) => `${number(each.requestsPerSecond)} requests/s in batches of ${each.maxBatch}`).join(', ')}`,
    );
    const server = await startServer({ contender, threads, maxBatch, files, seed });
    await under(server, 3);
    servers.push({ contender, threads, maxBatch, trials, server, parts: [] });
  }
}
await compareAnswers();
// In turn, so that a slower minute of the machine is everybody's; those that are not asked sleep.
const loadBefore = load();
for (let round = 0; round < rounds; round++) {
  for (const { server, parts } of servers) {
    await server.ask('begin');
    parts.push(await under(server, seconds / rounds));
    await server.ask('pause');
  }
  console.error(`round ${round + 1} of ${rounds}: ${((performance.now() - start) / 60_000).toFixed(1)} minutes`);
}

const results = [];
for (const { server, parts, ...setting } of servers) {
  const latencies = parts.flatMap(({ latencies }) => latencies).sort((a, b) => a - b);
  results.push({
    ...setting,
    requestsPerSecond: rate(parts),
    requests: latencies.length,
    failed: parts.reduce((sum, { failed }) => sum + failed, 0),
    milliseconds: { p50: at(latencies, 0.5), p99: at(latencies, 0.99) },
    ...(await server.ask('report')),
  });
  await server.end();
}

const machine = describeMachine();
printMachine(machine);
printTable(
  [
    'server',
    'threads',
    'batch',
    'requests/s',
    'p50, ms',
    'p99, ms',
    'event loop p50',
    'p99',
    'most, ms',
    'memory, MiB',
    'failed',
  ],
  results.map(({ contender, threads, maxBatch, requestsPerSecond, milliseconds, eventLoopDelay, memory, failed }) => [
    contender,
    String(threads),
    String(maxBatch),
    number(requestsPerSecond),
    ...[milliseconds.p50, milliseconds.p99, eventLoopDelay.p50, eventLoopDelay.p99, eventLoopDelay.most].map(number),
    (memory.most / 2 ** 20).toFixed(0),
    String(failed),
  ]),
);
const minutes = (performance.now() - start) / 60_000;
const written = writeResults(options.name, {
  date: new Date().toISOString(),
  machine,
  loadBefore,
  options: { ...options, picture: '500×375 JPEG', pictureBytes: picture.length },
  minutes,
  results,
});
console.log(`\nresults/${written}; ${minutes.toFixed(1)} minutes.`);
if (results.some(({ failed }) => failed)) process.exitCode = 1;

/** @throws {Error} where servers differ: what computes something else is not measured. */
async function compareAnswers() {
  const [expected, ...others] = await Promise.all(
    servers.map(async ({ server: { address } }) => {
      const headers = { 'content-type': 'image/jpeg' };
      const { labels } = await (await fetch(`${address}/classify`, { method: 'POST', headers, body: picture })).json();
      return labels;
    }),
  );
  const agrees = (labels) =>
    labels.every(
      ({ label, score }, place) =>
        label === expected[place].label && Math.abs(score - expected[place].score) < 1e-3 * expected[0].score,
    );
  const other = others.findIndex((labels) => !agrees(labels));
  if (other >= 0)
    throw new Error(
      `${servers[other + 1].contender} answers ${JSON.stringify(others[other])}; expected ${JSON.stringify(expected)}`,
    );
}

function rate(parts) {
  const count = parts.reduce((sum, { latencies }) => sum + latencies.length, 0);
  return count / parts.reduce((sum, { taken }) => sum + taken, 0);
}

function at(sorted, fraction) {
  return sorted[Math.floor(fraction * sorted.length)] ?? NaN;
}
