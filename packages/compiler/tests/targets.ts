import { coreKinds, steps, type Target } from '@resnet-compile/ir';

/** What the CPU backend asks for: halos, and additions in place. */
export const haloTarget: Target = {
  name: 'halo',
  supports: { cores: coreKinds, steps, dtypes: ['f32', 'f16'] },
  vector: 4,
  halo: true,
  inPlace: true,
  alignment: 16,
  tile: { pixels: 6, channels: 16 },
  cacheBytes: 4096,
};

/** Neither, but costs: arithmetic is dear, so that Winograd's algorithm pays early. */
export const plainTarget: Target = {
  ...haloTarget,
  name: 'plain',
  halo: false,
  inPlace: false,
  alignment: 64,
  tile: { pixels: 8, channels: 8 },
  costs: {
    batches: [1],
    tiles: [
      { pixels: 4, channels: 8 },
      { pixels: 1, channels: 4 },
    ],
    parallel: 1,
    multiplyAdd: 100,
    access: 1,
    latency: 0,
    dispatch: 1,
    bandwidth: 1000,
  },
};

/** Stores weights and activations as float16. */
export const halfTarget: Target = { ...plainTarget, name: 'half', storage: 'f16' };
