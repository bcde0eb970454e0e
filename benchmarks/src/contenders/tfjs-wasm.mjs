import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { predictor } from '../tfjs-inference.mjs';

/** TensorFlow.js on XNNPACK. It never uses threads in Node (tfjs issue 3830). @type {import('../calls.mjs').LoadContender} */
export async function load(task) {
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no wasm backend here');
  await tf.ready();
  if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) throw new Error('TensorFlow.js found no SIMD');
  return predictor(task);
}
