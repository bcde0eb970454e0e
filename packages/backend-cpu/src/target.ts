import type { Target } from '@resnet-compile/ir';

/**
 * 6 pixels × 16 channels is the register tile that won on AVX2-sized vectors; 128-bit kernels keep its accumulators in
 * registers and on the stack. The cache is a share of a core's L2.
 */
export const cpuTarget: Target = {
  name: 'cpu',
  vector: 4,
  halo: true,
  inPlace: true,
  alignment: 16,
  tile: { pixels: 6, channels: 16 },
  cacheBytes: 512 * 1024,
};
