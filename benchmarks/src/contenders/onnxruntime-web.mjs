import * as ort from 'onnxruntime-web';

/**
 * ONNX Runtime's WebAssembly provider, in the package's own builds for Node and for pages. Its setting `env.wasm.simd:
 * 'relaxed'` only checks the host: the binary has no relaxed SIMD (it validates on Node 20, which lacks it). In a page it
 * computes on the page's thread, as is its default; in a worker (`proxy`) it was as fast, but for a copy of the images.
 * @type {import('../calls.mjs').LoadContender}
 */
export async function load({ files, read, images, batch, threads }) {
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.simd = true;
  ort.env.wasm.proxy = false;
  const session = await ort.InferenceSession.create(await read(files.onnx), {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    enableCpuMemArena: true,
    enableMemPattern: true,
    freeDimensionOverrides: { N: batch },
  });
  const [
    {
      name,
      shape: [, ...image],
    },
  ] = session.inputMetadata;
  const feeds = { [name]: new ort.Tensor('float32', images, [batch, ...image]) };
  return async () => (await session.run(feeds))[session.outputNames[0]].data;
}
