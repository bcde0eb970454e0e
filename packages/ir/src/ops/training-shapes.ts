import { describeShape, isBatched, tensorType, type TensorType } from '../tensor-type.ts';
import { elements, expectShape, expectVector, image, weightsOf } from './expect-shape.ts';
import { mapped } from './mapped-shape.ts';
import { ShapeError } from './shape-error.ts';
import type { TrainingAttributes } from './training-attributes.ts';
import type { Pair } from './window.ts';
import { convolved, pooled, subsampled } from './windowed-shapes.ts';

type ShapeRules = {
  readonly [Op in Exclude<keyof TrainingAttributes, 'targets'>]: (
    attributes: TrainingAttributes[Op],
    inputs: readonly TensorType[],
  ) => TensorType;
};

/** A map and vectors of its channels. @returns the map's type */
function perChannel(x: TensorType, vectors: readonly TensorType[]): TensorType {
  const [channels] = image(x);
  for (const vector of vectors) expectVector(vector, channels, 'vector per channel');
  return x;
}

/** dy is what the forward operation makes of x. @returns the type of dx */
function gradientOf(x: TensorType, dy: TensorType, forward: (x: TensorType) => TensorType): TensorType {
  expectShape(dy, forward(x).shape, 'gradient');
  return x;
}

/** A scalar of logits and targets. */
const ofRows = (_: unknown, inputs: readonly TensorType[]): TensorType => (rows(inputs), tensorType());

/** The type of x where a gradient of it tells its height and width alone. */
const mapOf = (dy: TensorType, size: Pair): TensorType => tensorType('N', image(dy)[0], ...size);

/** Logits and targets: both N×K. */
function rows([logits, targets]: readonly TensorType[]): TensorType {
  expectShape(logits!, rowsOf(logits!), 'logits');
  expectShape(targets!, logits!.shape, 'targets');
  return logits!;
}

/** N×K, whatever the rank of what is given. */
const rowsOf = ({ shape }: TensorType): readonly ['N', number] => ['N', shape[1] as number];

/**
 * The types of a training step's values. A gradient has the type of the value that it belongs to, so that each rule
 * infers the forward operation's result and compares dy with it: what it throws is a mistake of differentiation, not of
 * a user.
 */
export const trainingShapes: ShapeRules = {
  batch_mean: (_, [x]) => tensorType(image(x!)[0]),
  batch_variance: (_, [x, mean]) => tensorType(image(perChannel(x!, [mean!]))[0]),
  batch_normalize: (_, [x, ...vectors]) => perChannel(x!, vectors),
  running_average: (_, [old, recent, x]) => {
    perChannel(x!, [old!, recent!]);
    return old!;
  },
  cross_entropy: ofRows,
  correct: ofRows,
  cross_entropy_gradient: (_, inputs) => rows(inputs),
  conv2d_input_gradient: ({ size, ...attributes }, [dy, filters]) =>
    gradientOf(tensorType('N', weightsOf(filters!, 4)[1]! * attributes.groups, ...size), dy!, (x) =>
      convolved(attributes, x, filters!),
    ),
  conv2d_filter_gradient: ({ kernel, ...attributes }, [dy, x]) =>
    gradientOf(tensorType(image(dy!)[0], image(x!)[0] / attributes.groups, ...kernel), dy!, (filters) =>
      convolved(attributes, x!, filters),
    ),
  dense_input_gradient: (_, [dy, weights]) => {
    const [out, features] = weightsOf(weights!, 2);
    expectShape(dy!, ['N', out!], 'gradient');
    return tensorType('N', features!);
  },
  dense_weight_gradient: (_, [dy, x]) => {
    expectShape(dy!, rowsOf(dy!), 'gradient');
    return tensorType(dy!.shape[1]!, elements(x!, 'a dense layer', 'put globalAveragePool() before it'));
  },
  channel_sum: ({ of }, inputs) => {
    const type = mapped(of, inputs);
    if (!isBatched(type)) throw new ShapeError(`expected a batch to sum over, found ${describeShape(type.shape)}`);
    return tensorType(type.shape[1]!);
  },
  total: (_, [x]) => {
    weightsOf(x!, 1);
    return tensorType(1);
  },
  batch_norm_input_gradient: (_, [dy, x, ...vectors]) => gradientOf(perChannel(x!, vectors), dy!, (same) => same),
  max_pool_gradient: (window, [dy, x]) => gradientOf(x!, dy!, (x) => pooled(window, x)),
  average_pool_gradient: ({ size, ...window }, [dy]) => gradientOf(mapOf(dy!, size), dy!, (x) => pooled(window, x)),
  global_average_pool_gradient: ({ size }, [dy]) =>
    gradientOf(mapOf(dy!, size), dy!, (x) => tensorType('N', x.shape[1]!, 1, 1)),
  unflatten: (_, [x]) => {
    expectShape(x!, rowsOf(x!), 'flattened map');
    return tensorType('N', x!.shape[1]!, 1, 1);
  },
  upsample_zeros: ({ stride, size }, [dy]) => gradientOf(mapOf(dy!, size), dy!, (x) => subsampled(stride, x)),
  slice_channels: ({ from, count }, [x]) => {
    const [channels, ...size] = image(x!);
    if (from < 0 || count < 1 || from + count > channels) {
      throw new ShapeError(`the channels ${from} to ${from + count} of ${describeShape(x!.shape)} do not exist`);
    }
    return tensorType('N', count, ...size);
  },
};
