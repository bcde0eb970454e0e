import { useWebGpu } from '../webgpu/device.mjs';

/**
 * ONNX Runtime's WebGPU provider in its build for pages, of which it has one for Node no more than of its wasm files'
 * place.
 * @type {import('../calls.mjs').LoadContender}
 */
export async function load({ files, read, images, batch }) {
  await useWebGpu();
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('.', import.meta.resolve('onnxruntime-web/webgpu')).href;
  const session = await ort.InferenceSession.create(await read(files.onnx), {
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
    freeDimensionOverrides: { N: batch },
  });
  const [
    {
      name,
      shape: [, ...image],
    },
  ] = session.inputMetadata;
  const feeds = { [name]: new ort.Tensor('float32', images, [batch, ...image]) };
  return async () => {
    const { [session.outputNames[0]]: logits } = await session.run(feeds);
    return logits.getData();
  };
}
