import { cache } from './cache.mjs';
import { compiledModule } from './compile-ours.mjs';

/**
 * What contenders load of a network, as `prepare.mjs` writes it: the compiled module, its weights (safetensors), the same
 * as ONNX, and images (float32, N×C×H×W).
 * @param {string} network
 * @param {number} batch
 */
export const filesOf = (network, batch) => ({
  module: compiledModule(network),
  weights: new URL(`weights/${network}.safetensors`, cache),
  onnx: new URL(`onnx/${network}.onnx`, cache),
  images: new URL(`images/${network}-${batch}.f32`, cache),
});
