import { describeShape, tensorType } from '../tensor-type.ts';
import type { Input, Op, OpDeclaration } from './declaration.ts';
import { image } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/** Zero channels before and after: one half of the shortcut of option A (He et al. 2015). */
export type PadChannels = Op<readonly [x: Input], { readonly before: number; readonly after: number }>;

/** The gradient of `pad_channels`, and of each input of `concatenate`. */
export type SliceChannels = Op<readonly [x: Input], { readonly from: number; readonly count: number }>;

export const padChannels: OpDeclaration<PadChannels> = {
  takes: [1, 1],
  shape: ({ before, after }, [x]) => {
    const [channels, height, width] = image(x);
    return tensorType('N', before + channels + after, height, width);
  },
};

export const sliceChannels: OpDeclaration<SliceChannels> = {
  takes: [1, 1],
  shape: ({ from, count }, [x]) => {
    const [channels, ...size] = image(x);
    if (from < 0 || count < 1 || from + count > channels) {
      throw new ShapeError(`the channels ${from} to ${from + count} of ${describeShape(x.shape)} do not exist`);
    }
    return tensorType('N', count, ...size);
  },
};
