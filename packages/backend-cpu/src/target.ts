import type { Target } from '@resnet-compile/ir';

export const cpuTarget: Target = {
  name: 'cpu',
  vector: 4,
  halo: true,
  inPlace: true,
  alignment: 16,
  // Blocks of pixels are whole tiles of every variant's; which one runs, the host decides.
  tile: { pixels: 12, channels: 16 },
  cacheBytes: 512 * 1024,
};
