import * as tf from '@tensorflow/tfjs-core';
import { predictor } from '../tfjs-inference.mjs';
import { useWebGpu } from '../webgpu/device.mjs';

/** TensorFlow.js on its WebGPU backend. @type {import('../calls.mjs').LoadContender} */
export async function load(task) {
  await useWebGpu();
  await import('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new Error('TensorFlow.js has no webgpu backend here');
  await tf.ready();
  return predictor(task);
}
