import { tensorType, type TensorType } from '../tensor-type.ts';
import type { OpAttributes, OpName } from './attributes.ts';
import { elements, expectVector, image, weightsOf } from './expect-shape.ts';
import { mapped } from './mapped-shape.ts';
import { ShapeError } from './shape-error.ts';
import { trainingShapes } from './training-shapes.ts';
import { convolved, pooled, subsampled } from './windowed-shapes.ts';

export type ShapeRule<Op extends OpName> = (attributes: OpAttributes[Op], inputs: readonly TensorType[]) => TensorType;

/** Ops whose type is given, not inferred. */
export type Source = 'input' | 'targets' | 'parameter' | 'constant';

/** The type of every operation's result. An op without a rule is a type error here. */
export const shapeRules: { readonly [Op in Exclude<OpName, Source>]: ShapeRule<Op> } = {
  conv2d: (attributes, [x, filters, bias]) => {
    const result = convolved(attributes, x!, filters!);
    expectVector(bias, result.shape[1] as number, 'bias');
    return result;
  },
  dense: (_, [x, weights, bias]) => {
    const [out, inFeatures] = weightsOf(weights!, 2);
    const features = elements(x!, 'a dense layer', 'put globalAveragePool() before it');
    if (features !== inFeatures)
      throw new ShapeError(`the weights read ${inFeatures} features, the input has ${features}`);
    expectVector(bias, out!, 'bias');
    return tensorType('N', out!);
  },
  batch_norm: (_, [x, ...vectors]) => {
    for (const vector of vectors) expectVector(vector, image(x!)[0], 'batch-norm vector');
    return x!;
  },
  map: ({ of }, inputs) => mapped(of, inputs),
  expand: ({ channels }, [one]) => {
    expectVector(one, 1, 'number');
    return tensorType(channels);
  },
  dropout: (_, [x]) => x!,
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
  max_pool: (window, [x]) => pooled(window, x!),
  average_pool: (window, [x]) => pooled(window, x!),
  global_average_pool: (_, [x]) => tensorType('N', image(x!)[0], 1, 1),
  flatten: (_, [x]) => tensorType('N', elements(x!, 'flatten', 'put globalAveragePool() before it')),
  subsample: ({ stride }, [x]) => subsampled(stride, x!),
  pad_channels: ({ before, after }, [x]) => {
    const [channels, height, width] = image(x!);
    return tensorType('N', before + channels + after, height, width);
  },

  ...trainingShapes,

  scale_filters: (_, [filters, scale]) => {
    expectVector(scale, filters!.shape[0] as number, 'scale');
    return filters!;
  },
};

/** Infers a result's type. @throws {ShapeError} where the inputs do not fit. */
export const inferType = <Op extends Exclude<OpName, Source>>(
  op: Op,
  attributes: OpAttributes[Op],
  inputs: readonly TensorType[],
): TensorType => (shapeRules[op] as ShapeRule<Op>)(attributes, inputs);
