import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * What a classifier needs of `load`, by contender: the compiled module's own, and ONNX Runtime's, native and as WebAssembly. Both of
 * its packages compute on the thread that calls them, so that they get a worker of ours, as the compiled module has one.
 * @type {Readonly<Record<string, (files: { module: string, onnx: string }, threads: number) => (options: object) => Promise<object>>>}
 */
export const loads = {
  ours: (files, threads) => async (options) => {
    const { load } = await import(pathToFileURL(files.module).href);
    return load({ ...options, threads, worker: true, v8Flags: 'set' });
  },
  'onnxruntime-node': loadOnnx('onnxruntime-node'),
  'onnxruntime-web': loadOnnx('onnxruntime-web'),
};

function loadOnnx(packageName) {
  return (files, threads) => async () => {
    const { model } = await import(pathToFileURL(files.module).href);
    const worker = new Worker(new URL('onnx-worker.mjs', import.meta.url), {
      workerData: { packageName, onnx: files.onnx, image: model.input, threads },
    });
    // Calls of `batched` come one after the other.
    const answer = () =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve).once('error', reject);
      });
    const predict = (images) => {
      const logits = answer().finally(() => worker.removeAllListeners('error'));
      worker.postMessage(images, [images.buffer]);
      return logits;
    };
    await answer();
    const run = () => Promise.reject(new Error('only logits are measured'));
    return { model, predict, run, dispose: () => worker.terminate() };
  };
}
