/** One start of `process-starts.mjs`: another module, ours, and the other one again. Ends with 3 where a number is wrong. */
import { readFileSync } from 'node:fs';

const [module, other] = process.argv.slice(2);

async function sumWithOther() {
  const { exports } = (await WebAssembly.instantiate(readFileSync(other))).instance;
  const f = new Float32Array(exports.memory.buffer);
  for (let i = 0; i < 1024; i++) f[i] = i + 1;
  for (let call = 0; call < 2000; call++) exports.sum(1024);
  return f.subarray(8192, 8200).reduce((a, b) => a + b, 0);
}

async function largestDifference() {
  const { load, model } = await import(module);
  const size = model.input[0] * model.input[1] * model.input[2];
  const images = Float32Array.from({ length: 4 * size }, (_, i) => Math.sin(i * i));
  const network = await load({ device: 'cpu', seed: 1, v8Flags: 'set' });
  // The first call runs what V8 compiles at once; later ones what it compiles for speed.
  const first = await network.predict(images);
  let worst = 0;
  for (let call = 0; call < 25; call++) {
    const logits = await network.predict(images);
    logits.forEach((value, index) => (worst = Math.max(worst, Math.abs(value - first[index]))));
  }
  await network.dispose();
  return worst;
}

const sums = [await sumWithOther()];
const difference = await largestDifference();
sums.push(await sumWithOther());
if (sums.some((sum) => sum !== 524800) || !(difference < 1e-4)) {
  console.error(`sums ${sums.join(' and ')}, expected 524800; calls differ by ${difference}`);
  process.exitCode = 3;
}
