import { describeShape, tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { elements, expectShape } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/**
 * Along the channels of N×C×1×1, with zeros at both ends, by a filter of 1×1×k, k odd, as PyTorch's conv1d: y[c] is the
 * sum of w[i]·x[c + i − ⌊k/2⌋] (ECA; Wang et al. 2020).
 */
export type ChannelConvolution = Op<readonly [x: Input, filter: Input], NoAttributes>;
export type ChannelConvolutionInputGradient = Op<readonly [dy: Input, filter: Input], NoAttributes>;
/** `taps`: k. */
export type ChannelConvolutionFilterGradient = Op<readonly [dy: Input, x: Input], { readonly taps: number }>;

const expectVectors = (x: TensorType): number =>
  elements(x, 'a convolution along the channels', 'put globalAveragePool() before it');

/** k of a filter. */
function kernelOf({ shape }: TensorType): number {
  const [one, channel, kernel] = shape;
  if (shape.length !== 3 || one !== 1 || channel !== 1 || Number(kernel) % 2 !== 1)
    throw new ShapeError(`expected a filter of 1×1×k, k odd, found ${describeShape(shape)}`);
  return Number(kernel);
}

const sameChannels = (x: TensorType, filter: TensorType): TensorType => {
  expectVectors(x);
  kernelOf(filter);
  return x;
};

export const channelConvolution: OpDeclaration<ChannelConvolution> = {
  takes: [2, 2],
  shape: (_, [x, filter]) => sameChannels(x, filter),
  multiplyAdds: ([, filter]) => kernelOf(filter),
};

export const channelConvolutionInputGradient: OpDeclaration<ChannelConvolutionInputGradient> = {
  takes: [2, 2],
  shape: (_, [dy, filter]) => sameChannels(dy, filter),
};

export const channelConvolutionFilterGradient: OpDeclaration<ChannelConvolutionFilterGradient> = {
  takes: [2, 2],
  shape: ({ taps }, [dy, x]) => {
    expectVectors(x);
    expectShape(dy, x.shape, 'gradient');
    const filter = tensorType(1, 1, taps);
    kernelOf(filter);
    return filter;
  },
};
