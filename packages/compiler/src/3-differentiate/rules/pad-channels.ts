import type { GradientRule } from '../gradient-rule.ts';

export const padChannels: GradientRule<'pad_channels'> = ({ inputs: [x], attributes: { before } }, dy, append) => [
  append('slice_channels', { from: before, count: x.type.shape[1] as number }, [dy]),
];
