/** A server in a process of its own: the example's, on one contender. Its parent says when it is measured. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { batched, classifier } from '@resnet-compile/vision';
import { createServer } from '../../../examples/server/server.mjs';
import { loads } from './contenders.mjs';

const { contender, threads, maxBatch, files, seed } = JSON.parse(process.argv[2]);
const load = loads[contender](files, threads);
// Connections keep a line of requests, so that batches form while others are computed, without waiting.
const classify = await classifier(async (options) => batched(await load(options), { maxBatch, maxWait: 0 }), {
  ...(contender === 'ours' ? { seed } : {}),
  labels: 'imagenet-1k',
  preprocess: 'resnet18.a1_in1k',
});
const server = createServer(classify, { maxRequests: 1000 });

const resolution = 1;
let [delay, memory, timer, before] = [];
const sample = () => memory.push(process.memoryUsage.rss());
const commands = {
  begin() {
    delay ??= monitorEventLoopDelay({ resolution });
    delay.enable();
    memory ??= [];
    timer = setInterval(sample, 1000);
    before ??= process.cpuUsage();
  },
  pause() {
    clearInterval(timer);
    delay.disable();
  },
  /** Milliseconds beyond the timer's own, bytes. */
  report: () => ({
    eventLoopDelay: Object.fromEntries(
      [50, 99, 100].map((percentile) => [
        percentile === 100 ? 'most' : `p${percentile}`,
        Math.max(0, delay.percentile(percentile) / 1e6 - resolution),
      ]),
    ),
    memory: { first: memory[0], last: memory.at(-1), most: Math.max(...memory) },
  }),
  end: () => server.close().then(() => process.exit()),
};
process.on('message', async (command) => process.send((await commands[command]()) ?? null));
process.send(await server.listen({ port: 0, host: '127.0.0.1' }));
process.on('disconnect', () => process.exit());
