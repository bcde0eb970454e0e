import { readFile } from 'node:fs/promises';
import { onnxFile } from '../export-onnx.mjs';
import { useWebGpu } from '../webgpu/device.mjs';

/**
 * ONNX Runtime's WebGPU provider in its build for pages, of which it has one for Node no more than of its wasm files'
 * place.
 * @type {import('../worker.mjs').LoadContender}
 */
export async function load({ network, graphInput, images, batch }) {
  await useWebGpu();
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('.', import.meta.resolve('onnxruntime-web/webgpu')).href;
  const session = await ort.InferenceSession.create(await readFile(onnxFile(network)), {
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
    freeDimensionOverrides: { N: batch },
  });
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', images, [batch, ...graphInput]) };
  return async () => {
    const { [session.outputNames[0]]: logits } = await session.run(feeds);
    return logits.getData();
  };
}
