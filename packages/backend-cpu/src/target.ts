import type { Target } from '@resnet-compile/ir';
import { javascriptSupport, wasmSupport } from './supports.ts';

export const javascriptTarget: Target = {
  name: 'javascript',
  supports: javascriptSupport,
  vector: 4,
  halo: true,
  inPlace: true,
  alignment: 16,
  // Blocks of pixels are whole tiles of every variant's; which one runs, the host decides.
  tile: { pixels: 12, channels: 16 },
  cacheBytes: 512 * 1024,
};

export const cpuTarget: Target & Required<Pick<Target, 'winograd'>> = {
  ...javascriptTarget,
  name: 'cpu',
  supports: wasmSupport,
  // Measured on Node 24 with 256 bits, in units of 18 ps: 64×56×56 directly 2.1 ms, F(2×2) 1.15, F(4×4) 0.81; 256×14×14
  // 2.4, 1.43, 1.58; 512×7×7 3.0, 2.6, 3.5, nearly all of it for weights.
  winograd: { outputs: [2, 4], multiplyAdd: 1, transformed: 12, weight: 19, scratchBytes: 3 * 1024 * 1024 },
};
