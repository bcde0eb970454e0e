import type { GradientRule } from '../gradient-rule.ts';

export const sliceChannels: GradientRule<'slice_channels'> = (
  { inputs: [x], attributes: { from, count } },
  dy,
  append,
) => [append('pad_channels', { before: from, after: (x.type.shape[1] as number) - from - count }, [dy])];

export const padChannels: GradientRule<'pad_channels'> = ({ inputs: [x], attributes: { before } }, dy, append) => [
  append('slice_channels', { from: before, count: x.type.shape[1] as number }, [dy]),
];
