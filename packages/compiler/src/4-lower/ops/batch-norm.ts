import { coreOf, map, pointwise, type Node } from '@resnet-compile/ir';
import { copyOf, mapShape } from '../lowering.ts';
import type { LowerOp } from './lower-op.ts';

/** Values per channel and image. */
const countOf = ({ type }: Node): number => {
  const [, height, width] = mapShape(type);
  return height * width;
};

/** One kernel finds mean and variance, at the variance's place, since whoever reads the mean reads both. */
export const batchMean: LowerOp<'batch_mean'> = (node, lowering) => void lowering.tensorOf(node, 'mean');

export const batchVariance: LowerOp<'batch_variance'> = (node, lowering, [x, mean]) => {
  const variance = lowering.tensorOf(node, 'variance');
  lowering.reduction(node, 'statistics', coreOf('channel_statistics', {}, [{ buffer: x }], [], [mean, variance]));
};

export const batchNormalize: LowerOp<'batch_normalize'> = (node, lowering, [x, mean, variance, gamma, beta]) => {
  const scale = lowering.vector(node, 'scale', pointwise.batchNormScale(node.attributes.epsilon), [gamma, variance]);
  lowering.kernel(node, copyOf(x), map(pointwise.normalized, [], [mean, scale, beta]));
};

export const runningAverage: LowerOp<'running_average'> = (node, lowering, [old, recent]) => {
  const { momentum, unbiased } = node.attributes;
  const count = countOf(node.inputs[2]);
  const running = pointwise.runningAverage(momentum, unbiased);
  lowering.alias(node, lowering.vector(node, 'running', running, [old, recent], { count }));
};

export const batchNormInputGradient: LowerOp<'batch_norm_input_gradient'> = (
  node,
  lowering,
  [dy, x, mean, variance, gamma, product, sum],
) => {
  const [a, b, c] = pointwise.batchNormGradientFactors(node.attributes.epsilon);
  const operands = [gamma, variance, product, sum];
  const factors = lowering.vectors(node, { a, b, c }, operands, { count: countOf(node) });
  const tensors = [factors.a, factors.b, mean, factors.c];
  lowering.kernel(node, copyOf(dy), map(pointwise.batchNormInputGradient, [{ buffer: x }], tensors));
};
