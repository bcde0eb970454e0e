/** The example server on compiled modules and on ONNX Runtime, under load: `npm run serving -- --help`. */
import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import autocannon from 'autocannon';
import { cache } from './src/cache.mjs';
import { cli } from './src/cli.mjs';
import { encodeJpeg } from './src/encode-jpeg.mjs';
import { describeMachine, load } from './src/machine.mjs';
import { node } from './src/node.mjs';
import { number, printMachine, printTable } from './src/report.mjs';
import { loads } from './src/serving/contenders.mjs';
import { compileByTool } from './src/tool.mjs';
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
const files = prepare(options.network);
const picture = await photograph(500, 375);

const servers = [];
for (const threads of listed(options.threads)) {
  for (const contender of Object.keys(loads)) {
    const trials = [];
    for (const maxBatch of listed(options.batches)) {
      const server = await startServer({ contender, threads, maxBatch });
      await fire(server, 2);
      trials.push({ maxBatch, requestsPerSecond: rate([await fire(server, trial)]) });
      await server.end();
    }
    const { maxBatch } = trials.reduce((best, each) => (each.requestsPerSecond > best.requestsPerSecond ? each : best));
    console.error(
      `${contender}, threads ${threads}: ${trials.map((each) => `${number(each.requestsPerSecond)} requests/s in batches of ${each.maxBatch}`).join(', ')}`,
    );
    const server = await startServer({ contender, threads, maxBatch });
    await fire(server, 3);
    servers.push({ contender, threads, maxBatch, trials, server, parts: [] });
  }
}
// In turn, so that a slower minute of the machine is everybody's; those that are not asked sleep.
const loadBefore = load();
for (let round = 0; round < rounds; round++) {
  for (const { server, parts } of servers) {
    await server.ask('begin');
    parts.push(await fire(server, seconds / rounds));
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

/** The module, and the same network with the same initial values as an ONNX file, by our own export. */
function prepare(network) {
  const name = `serving-${network}`;
  const { inference: module } = compileByTool(name, `${network}()`, []);
  const [model, onnx] = [`models/${name}.ts`, `ours/${name}.onnx`].map((path) => fileURLToPath(new URL(path, cache)));
  const { status, stderr } = spawnSync(
    node,
    [fileURLToPath(cli()), 'export', model, '--seed', String(seed), '--folded', '--to', onnx],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`${network} is not exported:\n${stderr}`);
  return { module, onnx };
}

/** A picture with as much in it as a photograph has: waves, and some noise. */
async function photograph(width, height) {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    for (let channel = 0; channel < 4; channel++)
      data[4 * pixel + channel] =
        channel === 3
          ? 255
          : 128 +
            60 * Math.sin((x * (channel + 1)) / 37 + y / 23) +
            40 * Math.cos((x * y) / 4000) +
            ((pixel * 7919) % 17);
  }
  return Buffer.from(await encodeJpeg({ data, width, height }));
}

/** @returns a running server: its address, what it answers to a command, its end */
async function startServer(setting) {
  const child = fork(
    fileURLToPath(new URL('src/serving/serve.mjs', import.meta.url)),
    [JSON.stringify({ ...setting, files, seed })],
    { execPath: node },
  );
  const ended = once(child, 'exit').then(([code]) => {
    if (code) throw new Error(`${setting.contender}: the server ended with ${code}`);
  });
  const said = async () => (await Promise.race([once(child, 'message'), ended.then(() => [])]))[0];
  const ask = (command) => {
    child.send(command);
    return said();
  };
  const address = await said();
  const end = async () => {
    child.send('end');
    await ended;
  };
  return { address, ask, end };
}

/** Requests for so many seconds, each connection's next one when its last one is answered. */
async function fire({ address }, duration) {
  const latencies = [];
  const instance = autocannon({
    url: `${address}/classify`,
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: picture,
    connections,
    duration,
    timeout: 30,
  });
  instance.on('response', (_client, status, _bytes, milliseconds) => status === 200 && latencies.push(milliseconds));
  const { errors, timeouts, non2xx, duration: taken } = await instance;
  return { latencies, failed: errors + timeouts + non2xx, taken };
}

function rate(parts) {
  const count = parts.reduce((sum, { latencies }) => sum + latencies.length, 0);
  return count / parts.reduce((sum, { taken }) => sum + taken, 0);
}

function at(sorted, fraction) {
  return sorted[Math.floor(fraction * sorted.length)] ?? NaN;
}
