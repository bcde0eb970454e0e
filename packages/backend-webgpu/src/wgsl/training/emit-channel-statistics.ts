import { lines } from '../text.ts';
import { eachPart, partRow, totalOf, type Reduction } from './reduction.ts';

/** Pixels of a part. */
const ofPart = 'f32((units - part + parts - 1u) / parts)';

/**
 * Mean and variance. A part leaves its own mean and Σ (x − mean)², with its first value subtracted from all, so that nothing
 * cancels where |mean| ≫ σ. Parts are merged as Chan et al. 1979 do: Σ (x − mean)² is that of the parts, and of their means.
 */
export const channelStatistics: Reduction = {
  rows: 2,
  part: {
    before: 'let base = b0[part * vectors + c];',
    each: ['let value = operand0 - base;', 'sum0 += value;', 'sum1 += value * value;'],
    after: [`let mean = sum0 / ${ofPart};`, 'sum1 = max(sum1 - sum0 * mean, vec4f());', 'sum0 = base + mean;'],
  },
  merge: [
    'let base = scratch[c];',
    eachPart(`sum0 += ${ofPart} * (${partRow(2, 0)} - base);`),
    `let result0 = base + ${totalOf(0, 'sum0')} / f32(units);`,
    eachPart(lines(`let off = ${partRow(2, 0)} - result0;`, `sum1 += ${partRow(2, 1)} + ${ofPart} * off * off;`)),
    `let result1 = ${totalOf(1, 'sum1')} / f32(units);`,
  ],
};
