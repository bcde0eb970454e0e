import { tensorType, type Dimension, type TensorType } from '../tensor-type.ts';
import type { TrainingAttributes } from './training-attributes.ts';
import type { Pair } from './window.ts';

type ShapeRules = {
  readonly [Op in Exclude<keyof TrainingAttributes, 'targets'>]: (attributes: TrainingAttributes[Op], inputs: readonly TensorType[]) => TensorType;
};

const same = (_: unknown, [first]: readonly TensorType[]): TensorType => first!;
const vector = (_: unknown, [x]: readonly TensorType[]): TensorType => tensorType(x!.shape[1]!);
const scalar = (): TensorType => tensorType();
const resized = ({ size }: { readonly size: Pair }, [dy]: readonly TensorType[]): TensorType => tensorType('N', dy!.shape[1]!, ...size);

/** The types of a training step's values. Differentiation makes these ops, so that they check nothing of a user's. */
export const trainingShapes: ShapeRules = {
  batch_mean: vector,
  batch_variance: vector,
  batch_normalize: same,
  running_average: same,
  cross_entropy: scalar,
  correct: scalar,
  cross_entropy_gradient: same,
  conv2d_input_gradient: ({ size, groups }, [, filters]) => tensorType('N', (filters!.shape[1] as number) * groups, ...size),
  conv2d_filter_gradient: ({ kernel, groups }, [dy, x]) => tensorType(dy!.shape[1]!, (x!.shape[1] as number) / groups, ...kernel),
  dense_input_gradient: (_, [, weights]) => tensorType('N', weights!.shape[1]!),
  dense_weight_gradient: (_, [dy, x]) => tensorType(dy!.shape[1]!, x!.shape[1]!),
  channel_sum: vector,
  batch_norm_scale_gradient: vector,
  batch_norm_input_gradient: same,
  relu_gradient: same,
  max_pool_gradient: (_, [, x]) => x!,
  average_pool_gradient: resized,
  global_average_pool_gradient: resized,
  unflatten: (_, [x]) => tensorType(...(x!.shape as readonly Dimension[]), 1, 1),
  upsample_zeros: resized,
  slice_channels: ({ count }, [x]) => tensorType('N', count, ...x!.shape.slice(2)),
};
