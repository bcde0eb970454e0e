import { blockOf } from './blocks-of.ts';
import type { Cause } from './differences.ts';

/** All layers by one factor, or some inside the blocks. */
export const otherWidth: Cause = ({ misshapen, missing, unexpected, layers }) => {
  if (missing.length + unexpected.length > 0 || misshapen.length === 0) return undefined;
  const weights = misshapen.filter(({ found }) => found.length > 1);
  const ratios = weights.map(({ found, expected }) => (found[0] ?? 0) / (expected[0] ?? 1));
  const [factor, other] = new Set(ratios.filter((ratio) => ratio !== 1));
  if (
    factor !== undefined &&
    other === undefined &&
    misshapen.length * 3 >= layers.length &&
    misshapen.some(({ name }) => blockOf(name) === undefined)
  )
    return `the file's network is ${factor} times as wide: give this one ${factor} times its width`;
  return misshapen.every(({ name }) => blockOf(name) !== undefined)
    ? "the same blocks, but of other sizes inside, as ResNeXt's and Wide ResNet's: give the network the file's groups and widthPerGroup"
    : undefined;
};
