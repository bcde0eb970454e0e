import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, Op, OpDeclaration } from './declaration.ts';
import { expectVector, filtersOf, image } from './expect-shape.ts';
import { gradientOf } from './gradient-shape.ts';
import { perOutput } from './multiply-adds.ts';
import { ShapeError } from './shape-error.ts';
import { windowed, type ConvolutionAttributes, type Pair } from './window.ts';

/** Filters are O×(I/groups)×kh×kw, as in PyTorch. */
export type Conv2d = Op<readonly [x: Input, filters: Input, ...bias: Input[]], ConvolutionAttributes>;

/** `size`: height and width of x. */
export type Conv2dInputGradient = Op<
  readonly [dy: Input, filters: Input],
  ConvolutionAttributes & { readonly size: Pair }
>;

/** `kernel`: height and width of the filters. */
export type Conv2dFilterGradient = Op<
  readonly [dy: Input, x: Input],
  ConvolutionAttributes & { readonly kernel: Pair }
>;

export const conv2d: OpDeclaration<Conv2d> = {
  takes: [2, 3],
  shape: (attributes, [x, filters, bias]) => {
    const result = convolved(attributes, x, filters);
    expectVector(bias, image(result)[0], 'bias');
    return result;
  },
  multiplyAdds: ([, filters]) => perOutput(filters),
};

export const conv2dInputGradient: OpDeclaration<Conv2dInputGradient> = {
  takes: [2, 2],
  shape: ({ size, ...attributes }, [dy, filters]) =>
    gradientOf(tensorType('N', filtersOf(filters)[1] * attributes.groups, ...size), dy, (x) =>
      convolved(attributes, x, filters),
    ),
};

export const conv2dFilterGradient: OpDeclaration<Conv2dFilterGradient> = {
  takes: [2, 2],
  shape: ({ kernel, ...attributes }, [dy, x]) =>
    gradientOf(tensorType(image(dy)[0], image(x)[0] / attributes.groups, ...kernel), dy, (filters) =>
      convolved(attributes, x, filters),
    ),
};

function convolved({ groups, ...window }: ConvolutionAttributes, x: TensorType, filters: TensorType): TensorType {
  const [channels, height, width] = image(x);
  const [out, perGroup, ...kernel] = filtersOf(filters);
  if (channels % groups !== 0 || out % groups !== 0) {
    throw new ShapeError(
      `a convolution from ${channels} to ${out} channels cannot be divided into ${groups} groups`,
      `both channel counts must be multiples of groups = ${groups}`,
    );
  }
  if (perGroup * groups !== channels) {
    throw new ShapeError(`the filters read ${perGroup * groups} channels, the input has ${channels}`);
  }
  return tensorType('N', out, ...windowed([height, width], { kernel, ...window }));
}
