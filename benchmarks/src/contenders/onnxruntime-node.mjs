import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';

/** ONNX Runtime's native CPU provider (MLAS). @type {import('../calls.mjs').LoadContender} */
export async function load({ files, images, batch, threads }) {
  const session = await InferenceSession.create(fileURLToPath(files.onnx), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    enableCpuMemArena: true,
    enableMemPattern: true,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    freeDimensionOverrides: { N: batch },
  });
  const [
    {
      name,
      shape: [, ...image],
    },
  ] = session.inputMetadata;
  const feeds = { [name]: new Tensor('float32', images, [batch, ...image]) };
  return async () => (await session.run(feeds))[session.outputNames[0]].data;
}
