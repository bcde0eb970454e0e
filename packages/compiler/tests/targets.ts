import type { Target } from '@resnet-compile/ir';

/** What the CPU backend asks for: halos, and additions in place. */
export const haloTarget: Target = {
  name: 'halo', vector: 4, halo: true, inPlace: true, alignment: 16, tile: { pixels: 6, channels: 16 }, cacheBytes: 4096,
};

/** Neither. */
export const plainTarget: Target = { ...haloTarget, name: 'plain', halo: false, inPlace: false, alignment: 64, tile: { pixels: 8, channels: 8 } };
