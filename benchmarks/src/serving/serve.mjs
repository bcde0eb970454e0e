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
const delay = monitorEventLoopDelay({ resolution });
delay.enable();
const [delays, memory] = [[], []];
let timer;
const commands = {
  begin() {
    delay.reset();
    timer = setInterval(() => memory.push(process.memoryUsage.rss()), 1000);
  },
  pause() {
    clearInterval(timer);
    delays.push([delay.percentile(50), delay.percentile(99), delay.max].map((late) => late / 1e6 - resolution));
  },
  /** Milliseconds beyond the timer's own, of the worst part; bytes. */
  report() {
    const [p50, p99, most] = [0, 1, 2].map((which) => Math.max(...delays.map((part) => part[which])));
    return {
      eventLoopDelay: { p50, p99, most },
      memory: { first: memory[0], last: memory.at(-1), most: Math.max(...memory) },
    };
  },
  end: () => server.close().then(() => process.exit()),
};
process.on('message', async (command) => process.send((await commands[command]()) ?? null));
process.send(await server.listen({ port: 0, host: '127.0.0.1' }));
process.on('disconnect', () => process.exit());
