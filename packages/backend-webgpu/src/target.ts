import type { Costs, Target } from '@resnet-compile/ir';
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

/** Of an NVIDIA H100, measured: 30 TFLOP/s, where enough workgroups hide that each waits for its loads. */
const costs: Costs = {
  batches: [1, 8, 64],
  tiles: [
    { pixels: 8, channels: 8 },
    { pixels: 4, channels: 8 },
    { pixels: 4, channels: 4 },
  ],
  parallel: 30_000,
  multiplyAdd: 15,
  access: 60,
  latency: 1200,
  dispatch: 5000,
  bandwidth: 1000,
  workgroup: { access: 18 },
};

/** A GPU. */
export const webgpuTarget: Target & Required<Pick<Target, 'costs'>> = {
  ...common,
  name: 'webgpu',
  supports: inferenceSupport,
  tile: { pixels: 4, channels: 8 },
  costs,
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
    batches: [1],
    tiles: [
      { pixels: 8, channels: 8 },
      { pixels: 4, channels: 8 },
      { pixels: 4, channels: 4 },
      { pixels: 1, channels: 4 },
    ],
    parallel: 8,
    multiplyAdd: 8,
    access: 40,
    latency: 0,
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
  costs: { ...costs, batches: [32, 128] },
};

/** The same for adapters that compute on the CPU: one tile, and no memory that a workgroup shares, which makes shaders long. */
export const softwareWebgpuTrainingTarget: Target = {
  ...common,
  name: 'webgpu-training-software',
  supports: trainingSupport,
  tile: { pixels: 4, channels: 8 },
};
