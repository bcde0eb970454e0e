import type { Target } from '@resnet-compile/ir';

/**
 * An invocation keeps 4 pixels × 8 channels in registers. There is no halo, since a bounds check costs a GPU less than
 * the memory, and nothing is stored in place: WebGPU forbids a buffer to be read-only and read-write in one dispatch.
 */
export const webgpuTarget: Target = {
  name: 'webgpu',
  vector: 4,
  halo: false,
  inPlace: false,
  // 256 bytes, the default minStorageBufferOffsetAlignment.
  alignment: 64,
  tile: { pixels: 4, channels: 8 },
  cacheBytes: 512 * 1024,
};
