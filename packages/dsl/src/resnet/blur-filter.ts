import type { Layer } from '../layer.ts';
import { pad } from '../layers/pad.ts';
import { averagePool } from '../layers/pooling.ts';
import { sequential } from '../layers/sequential.ts';

/** (1 2 1)ᵀ(1 2 1)/16 on the mirrored map (Zhang 2019): two means of 2×2, one after the other, the second with the stride. */
export const blurFilter = (stride: number): Layer =>
  sequential([
    pad(1, { mode: 'reflection' }),
    averagePool({ kernel: 2, stride: 1 }),
    averagePool({ kernel: 2, stride }),
  ]);
