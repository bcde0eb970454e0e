import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { onnxFile } from '../export-onnx.mjs';

/** ONNX Runtime's native CPU provider (MLAS). @type {import('../worker.mjs').LoadContender} */
export async function load({ network, graphInput, images, batch, threads }) {
  const session = await InferenceSession.create(fileURLToPath(onnxFile(network)), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    enableCpuMemArena: true,
    enableMemPattern: true,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    freeDimensionOverrides: { N: batch },
  });
  const feeds = { [session.inputNames[0]]: new Tensor('float32', images, [batch, ...graphInput]) };
  return async () => (await session.run(feeds))[session.outputNames[0]].data;
}
