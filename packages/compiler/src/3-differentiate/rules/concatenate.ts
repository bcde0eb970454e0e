import type { GradientRule } from '../gradient-rule.ts';

/** Each input takes its own channels. */
export const concatenate: GradientRule<'concatenate'> = ({ inputs }, dy, append, wanted) => {
  let from = 0;
  return inputs.map(({ type }, index) => {
    const count = type.shape[1] as number;
    from += count;
    return wanted(index) ? append('slice_channels', { from: from - count, count }, [dy]) : undefined;
  });
};
