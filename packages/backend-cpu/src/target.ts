import type { Target } from '@resnet-compile/ir';

/**
 * 6 pixels × 8 channels: twelve accumulators, two vectors of filters and one splat fill the fifteen 128-bit registers that
 * V8 has to give on x86; measured on Node 24, ResNet-18: 6×8 62 ms, 2×16 69, 3×12 71, 8×8 78, 4×16 79, 6×16 90.
 */
export const cpuTarget: Target = {
  name: 'cpu',
  vector: 4,
  halo: true,
  inPlace: true,
  alignment: 16,
  tile: { pixels: 6, channels: 8 },
  cacheBytes: 512 * 1024,
};
