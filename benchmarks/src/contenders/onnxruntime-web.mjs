import { readFile } from 'node:fs/promises';
import * as ort from 'onnxruntime-web';
import { onnxFile } from '../export-onnx.mjs';

/**
 * ONNX Runtime's WebAssembly provider, in the package's own build for Node. Its setting `env.wasm.simd: 'relaxed'` only
 * checks the host: the binary has no relaxed SIMD (it validates on Node 20, which lacks it).
 * @type {import('../worker.mjs').LoadContender}
 */
export async function load({ network, graphInput, images, batch, threads }) {
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.simd = true;
  ort.env.wasm.proxy = false;
  const session = await ort.InferenceSession.create(await readFile(onnxFile(network)), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    enableCpuMemArena: true,
    enableMemPattern: true,
    freeDimensionOverrides: { N: batch },
  });
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', images, [batch, ...graphInput]) };
  return async () => (await session.run(feeds))[session.outputNames[0]].data;
}
