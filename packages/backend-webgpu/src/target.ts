import type { Target } from '@resnet-compile/ir';
import { inferenceSupport, trainingSupport } from './supports.ts';

/**
 * What GPUs have in common. There is no halo, since a bounds check costs less than the memory, and nothing is stored in
 * place: WebGPU forbids a buffer to be read-only and read-write in one dispatch.
 */
const common = {
  vector: 4,
  halo: false,
  inPlace: false,
  ownBuffers: true,
  // 256 bytes, the default minStorageBufferOffsetAlignment.
  alignment: 64,
  cacheBytes: 512 * 1024,
} as const;

/**
 * A GPU. Its costs are those of a small one of 2 TFLOP/s, estimated and not measured: loads come from caches that feed a quarter
 * of what registers do, the memory of a workgroup half, and many invocations hide their latency, so that small layers want small tiles.
 */
export const webgpuTarget: Target & Required<Pick<Target, 'costs'>> = {
  ...common,
  name: 'webgpu',
  supports: inferenceSupport,
  tile: { pixels: 4, channels: 8 },
  costs: {
    tiles: [
      { pixels: 4, channels: 8 },
      { pixels: 8, channels: 8 },
      { pixels: 4, channels: 4 },
      { pixels: 2, channels: 4 },
      { pixels: 1, channels: 4 },
    ],
    parallel: 16384,
    multiplyAdd: 65,
    access: 260,
    dispatch: 5000,
    bandwidth: 100,
    workgroup: { access: 130, barrier: 100 },
  },
};

/**
 * SwiftShader, and others that compute on the CPU: measured on two cores with vectors of four invocations. Loads are
 * dear, one branch and one move a float, and larger tiles than 8×8 fall out of the instruction cache.
 */
export const softwareWebgpuTarget: Target & Required<Pick<Target, 'costs'>> = {
  ...common,
  name: 'webgpu-software',
  supports: inferenceSupport,
  tile: { pixels: 8, channels: 8 },
  costs: {
    tiles: [
      { pixels: 8, channels: 8 },
      { pixels: 4, channels: 8 },
      { pixels: 4, channels: 4 },
      { pixels: 1, channels: 4 },
    ],
    parallel: 8,
    multiplyAdd: 8,
    access: 40,
    dispatch: 50_000,
    bandwidth: 10,
  },
};

/** Either of them, with weights and activations in half the bytes; the adapter needs float16. */
export const webgpuHalfTarget: typeof webgpuTarget = { ...webgpuTarget, storage: 'f16' };
export const softwareWebgpuHalfTarget: typeof webgpuTarget = { ...softwareWebgpuTarget, storage: 'f16' };

/** For training: every convolution is direct, and reads filters as the optimiser updates them. */
export const webgpuTrainingTarget: Target = {
  ...common,
  name: 'webgpu-training',
  supports: trainingSupport,
  tile: { pixels: 4, channels: 8 },
};
