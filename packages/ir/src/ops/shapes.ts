import { describeShape, sameShape, tensorType, type Dimension, type TensorType } from '../tensor-type.ts';
import type { OpAttributes, OpName, Pair } from './attributes.ts';
import { ShapeError } from './shape-error.ts';
import { trainingShapes } from './training-shapes.ts';

export type ShapeRule<Op extends OpName> = (attributes: OpAttributes[Op], inputs: readonly TensorType[]) => TensorType;

/** Ops whose type is given, not inferred. */
export type Source = 'input' | 'targets' | 'parameter' | 'constant';

/** The type of every operation's result. An op without a rule is a type error here. */
export const shapeRules: { readonly [Op in Exclude<OpName, Source>]: ShapeRule<Op> } = {
  conv2d: ({ stride, padding, groups }, [x, filters, bias]) => {
    const [channels, height, width] = image(x!);
    const [out, perGroup, kh, kw] = filters!.shape as readonly number[];
    if (channels % groups !== 0 || out! % groups !== 0) {
      throw new ShapeError(
        `a convolution from ${channels} to ${out} channels cannot be divided into ${groups} groups`,
        `both channel counts must be multiples of groups = ${groups}`,
      );
    }
    if (perGroup! * groups !== channels) {
      throw new ShapeError(`the filters read ${perGroup! * groups} channels, the input has ${channels}`);
    }
    expectVector(bias, out!, 'bias');
    return tensorType('N', out!, ...windowed([height, width], [kh!, kw!], stride, padding));
  },
  dense: (_, [x, weights, bias]) => {
    const [out, inFeatures] = weights!.shape as readonly number[];
    const features = elements(x!, 'a dense layer', 'put globalAveragePool() before it');
    if (features !== inFeatures) throw new ShapeError(`the weights read ${inFeatures} features, the input has ${features}`);
    expectVector(bias, out!, 'bias');
    return tensorType('N', out!);
  },
  batch_norm: (_, [x, ...vectors]) => {
    for (const vector of vectors) expectVector(vector, image(x!)[0], 'batch-norm vector');
    return x!;
  },
  affine: (_, [x, ...vectors]) => {
    for (const vector of vectors) expectVector(vector, image(x!)[0], 'affine vector');
    return x!;
  },
  relu: (_, [x]) => x!,
  dropout: (_, [x]) => x!,
  add: (_, [a, b]) => {
    if (!sameShape(a!.shape, b!.shape)) {
      throw new ShapeError(`the two sides of an addition differ: ${describeShape(a!.shape)} and ${describeShape(b!.shape)}`);
    }
    return a!;
  },
  concatenate: (_, inputs) => {
    const [, height, width] = image(inputs[0]!);
    let channels = 0;
    for (const input of inputs) {
      const [c, h, w] = image(input);
      if (h !== height || w !== width) {
        throw new ShapeError(`the maps to concatenate differ in size: ${height}×${width} and ${h}×${w}`);
      }
      channels += c;
    }
    return tensorType('N', channels, height, width);
  },
  max_pool: ({ kernel, stride, padding }, [x]) => pooled(x!, kernel, stride, padding),
  average_pool: ({ kernel, stride, padding }, [x]) => pooled(x!, kernel, stride, padding),
  global_average_pool: (_, [x]) => tensorType('N', image(x!)[0], 1, 1),
  flatten: (_, [x]) => tensorType('N', elements(x!, 'flatten', 'put globalAveragePool() before it')),
  subsample: ({ stride }, [x]) => {
    const [channels, height, width] = image(x!);
    return tensorType('N', channels, Math.ceil(height / stride[0]), Math.ceil(width / stride[1]));
  },
  pad_channels: ({ before, after }, [x]) => {
    const [channels, height, width] = image(x!);
    return tensorType('N', before + channels + after, height, width);
  },

  ...trainingShapes,

  batch_norm_scale: (_, inputs) => vectors(inputs),
  batch_norm_shift: (_, inputs) => vectors(inputs),
  scale_filters: (_, [filters, scale]) => {
    expectVector(scale, filters!.shape[0] as number, 'scale');
    return filters!;
  },
  multiply_add: (_, inputs) => vectors(inputs),
};

/** Infers a result's type. @throws {ShapeError} where the inputs do not fit. */
export const inferType = <Op extends Exclude<OpName, Source>>(
  op: Op,
  attributes: OpAttributes[Op],
  inputs: readonly TensorType[],
): TensorType => (shapeRules[op] as ShapeRule<Op>)(attributes, inputs);

/** Output size of a window: ⌊(size + 2·padding − kernel) / stride⌋ + 1, as in PyTorch. */
export const windowedSize = (size: number, kernel: number, stride: number, padding: number): number =>
  Math.floor((size + 2 * padding - kernel) / stride) + 1;

function windowed(size: Pair, kernel: Pair, stride: Pair, padding: Pair): Pair {
  const result = ([0, 1] as const).map((axis) => windowedSize(size[axis], kernel[axis], stride[axis], padding[axis]));
  if (result.some((extent) => extent < 1)) {
    throw new ShapeError(
      `a ${kernel.join('×')} window (padding ${padding.join('×')}) does not fit into a ${size.join('×')} map`,
      'give the network a larger input, or fewer strides',
      true,
    );
  }
  return result as unknown as Pair;
}

function pooled(x: TensorType, kernel: Pair, stride: Pair, padding: Pair): TensorType {
  const [channels, height, width] = image(x);
  if (padding.some((pad, axis) => pad * 2 > kernel[axis]!)) {
    throw new ShapeError(`a pooling window of ${kernel.join('×')} cannot have padding ${padding.join('×')}`, 'use at most half of the window');
  }
  return tensorType('N', channels, ...windowed([height, width], kernel, stride, padding));
}

function image({ shape }: TensorType): readonly [number, number, number] {
  if (shape.length !== 4) {
    throw new ShapeError(`expected a map of N×C×H×W, found ${describeShape(shape)}`, 'move this layer before the pooling or the dense layer that flattens');
  }
  return shape.slice(1) as unknown as readonly [number, number, number];
}

function elements({ shape }: TensorType, layer: string, hint: string): number {
  const [, channels, ...map] = shape as readonly Dimension[] as readonly number[];
  if (map.some((extent) => extent !== 1)) throw new ShapeError(`${layer} needs a map of N×C×1×1, found ${describeShape(shape)}`, hint);
  return channels!;
}

function vectors(inputs: readonly TensorType[]): TensorType {
  const [first] = inputs;
  for (const input of inputs) expectVector(input, first!.shape[0] as number, 'vector');
  return first!;
}

function expectVector(vector: TensorType | undefined, length: number, what: string): void {
  if (vector && !sameShape(vector.shape, [length])) {
    throw new ShapeError(`the ${what} has shape ${describeShape(vector.shape)}, expected ${length}`);
  }
}
