import type { Operation, Read } from '../operation.ts';
import { times, type CoreDeclaration } from './declaration.ts';

/**
 * Along the channels of a vector, with zeros at both ends, by a filter of 1×1×k, k odd: y[c] is the sum of
 * w[i]·x[c + i − ⌊k/2⌋]. `turned`: by the filter turned around, which is the gradient of the input.
 */
export type ChannelConvolution = Operation<
  readonly [x: Read],
  readonly [filter: string],
  readonly [],
  { readonly taps: number; readonly turned: boolean }
>;
/** The gradient of the filter. */
export type ChannelFilterGradient = Operation<
  readonly [dy: Read, x: Read],
  readonly [],
  readonly [filter: string],
  { readonly taps: number }
>;

export const channelConvolution: CoreDeclaration<ChannelConvolution> = {
  takes: [1, 1, 0],
  shape: ({ attributes: { taps } }, [[channels, height, width]], [filter]) =>
    height * width === 1 && taps % 2 === 1 && String(filter) === String([1, 1, taps])
      ? [channels, 1, 1]
      : `a filter of ${times(filter)} does not fit ${times([channels, height, width])} along ${taps} channels`,
};

export const channelFilterGradient: CoreDeclaration<ChannelFilterGradient> = {
  takes: [2, 0, 1],
  reduces: true,
  gradient: true,
  shape: (_, [dy, x]) =>
    String(dy) === String(x) && x[1] * x[2] === 1 ? x : `vectors of ${times(dy)} and ${times(x)}, expected equal ones`,
  computes: ({ attributes: { taps } }) => [[1, 1, taps]],
};
