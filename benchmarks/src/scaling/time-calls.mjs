/** A process of its own: times calls of one compiled module. `node time-calls.mjs MODULE predict|trainStep BATCH ROUNDS` prints milliseconds of the processor. */
import { pathToFileURL } from 'node:url';

const [path, method, count, least] = process.argv.slice(2);
const [batch, rounds] = [Number(count), Number(least)];
const { load, model } = await import(pathToFileURL(path).href);
const network = await load({ device: 'cpu', v8Flags: 'set' });
const images = Float32Array.from(
  { length: batch * model.input.reduce((product, extent) => product * extent, 1) },
  (_, index) => Math.sin(index * index),
);
const argument = method === 'predict' ? images : { images, labels: new Int32Array(batch), learningRate: 0.001 };
// Untimed until V8 has compiled all kernels for speed: a second, and twice at least.
for (let call = 0, start = performance.now(); call < 2 || performance.now() - start < 1000; call++)
  await network[method](argument);
const samples = [];
while (
  samples.length < rounds ||
  (samples.length < 10 * rounds && samples.reduce((sum, each) => sum + each, 0) < 1000)
) {
  // On one thread that is the time by the clock of a quiet machine; others' work hardly changes it.
  const start = process.cpuUsage();
  await network[method](argument);
  const { user, system } = process.cpuUsage(start);
  samples.push((user + system) / 1000);
}
console.log(JSON.stringify({ samples, multiplyAdds: model.multiplyAdds, threads: network.threads }));
