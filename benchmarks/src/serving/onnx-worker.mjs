import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const { packageName, onnx, image, threads } = workerData;
const ort = await import(packageName);
const common = {
  graphOptimizationLevel: 'all',
  executionMode: 'sequential',
  enableCpuMemArena: true,
  enableMemPattern: true,
};
if (packageName === 'onnxruntime-web') {
  ort.env.wasm.numThreads = threads;
  ort.env.wasm.simd = true;
}
const session = await ort.InferenceSession.create(
  readFileSync(onnx),
  packageName === 'onnxruntime-web'
    ? { ...common, executionProviders: ['wasm'] }
    : { ...common, executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1 },
);
const size = image.reduce((product, extent) => product * extent, 1);
const [input] = session.inputNames;
const [output] = session.outputNames;

parentPort.on('message', async (images) => {
  const { [output]: logits } = await session.run({
    [input]: new ort.Tensor('float32', images, [images.length / size, ...image]),
  });
  parentPort.postMessage(Float32Array.from(logits.data));
});
parentPort.postMessage('ready');
