import { identityView, type Node, type NodeOf, type OpName, type TrainingAttributes } from '@resnet-compile/ir';
import { copyOf, mapShape, type Lowering } from './lowering.ts';

type TrainingOp = Exclude<keyof TrainingAttributes, 'targets' | 'unflatten'> & OpName;
type Lower<Op extends OpName> = (node: NodeOf<Op>, lowering: Lowering, ...inputs: readonly string[]) => void;

/** Values per channel and image. */
const countOf = ({ type }: Node): number => mapShape(type)[1] * mapShape(type)[2];

/** A name for what a node is lowered to; ids are made of it. */
const named = ({ origin }: Node, name: string): string => `${origin.path ?? ''}.${name}`;

const tensorOf = (node: Node, lowering: Lowering, name: string): string => {
  const id = lowering.tensor(named(node, name), node.type.shape as readonly number[]);
  lowering.alias(node, id);
  return id;
};

/** How the ops of a training step become kernels. One without an entry is a type error here. */
export const lowerTrainingOp: { readonly [Op in TrainingOp]: Lower<Op> } = {
  // One kernel finds mean and variance; the variance's node finds it done.
  batch_mean: (node, lowering, x) => {
    const mean = tensorOf(node, lowering, 'mean');
    const variance = lowering.tensor(named(node, 'variance'), node.type.shape as readonly number[]);
    lowering.reduction(
      named(node, 'statistics'),
      { kind: 'channel_statistics', input: x!, mean, variance },
      mapShape(node.inputs[0]!.type),
      node.origin,
    );
  },
  batch_variance: (node, lowering, _, mean) => lowering.alias(node, lowering.varianceBeside(mean!)),
  batch_normalize: (node, lowering, x, mean, variance, gamma, beta) => {
    const [scale] = lowering.vector(
      node,
      { op: 'batch_norm_scale', epsilon: node.attributes.epsilon },
      [gamma!, variance!],
      ['scale'],
    );
    lowering.kernel(node, copyOf(x!), { op: 'normalize', mean: mean!, scale: scale!, shift: beta! });
  },
  running_average: (node, lowering, old, recent) => {
    const [result] = lowering.vector(
      node,
      { op: 'running_average', ...node.attributes, count: countOf(node.inputs[2]!) },
      [old!, recent!],
      ['running'],
    );
    lowering.alias(node, result!);
  },
  // The loss, the number of correct rows and the gradient are one kernel, at the gradient's place.
  cross_entropy: (node, lowering) => void tensorOf(node, lowering, 'value'),
  correct: (node, lowering) => void tensorOf(node, lowering, 'value'),
  cross_entropy_gradient: (node, lowering, logits, targets) =>
    lowering.kernel(node, {
      kind: 'cross_entropy',
      input: logits!,
      targets: targets!,
      ...node.attributes,
      loss: lowering.idOfOp('cross_entropy', node.inputs),
      correct: lowering.idOfOp('correct', node.inputs),
    }),
  conv2d_input_gradient: (node, lowering, dy, weights) => {
    const { size: _, ...attributes } = node.attributes;
    const kernel = node.inputs[1]!.type.shape.slice(2) as unknown as readonly [number, number];
    lowering.kernel(node, { kind: 'input_gradient', input: dy!, weights: weights!, kernel, ...attributes });
  },
  conv2d_filter_gradient: (node, lowering, dy, x) => {
    const result = tensorOf(node, lowering, 'weight.gradient');
    lowering.reduction(
      named(node, 'filter_gradient'),
      { kind: 'filter_gradient', input: dy!, source: x!, result, ...node.attributes },
      mapShape(node.inputs[0]!.type),
      node.origin,
    );
  },
  // A dense layer is a 1×1 convolution of 1×1 maps.
  dense_input_gradient: (node, lowering, dy, weights) =>
    lowering.kernel(node, { kind: 'input_gradient', input: dy!, weights: weights!, ...pointwise }),
  dense_weight_gradient: (node, lowering, dy, x) => {
    const result = tensorOf(node, lowering, 'weight.gradient');
    lowering.reduction(
      named(node, 'filter_gradient'),
      { kind: 'filter_gradient', input: dy!, source: x!, result, ...pointwise },
      mapShape(node.inputs[0]!.type),
      node.origin,
    );
  },
  channel_sum: (node, lowering, dy) => {
    // The sum of the same gradient has been formed with that for the scale.
    const [known] = lowering.sumsOf(dy!);
    if (known) return lowering.alias(node, known.sum);
    const sum = tensorOf(node, lowering, 'sum');
    lowering.reduction(
      named(node, 'sums'),
      { kind: 'gradient_sums', input: dy!, sum },
      mapShape(node.inputs[0]!.type),
      node.origin,
    );
  },
  batch_norm_scale_gradient: (node, lowering, dy, x, mean, variance) => {
    const product = lowering.tensor(named(node, 'product'), node.type.shape as readonly number[]);
    const sum = lowering.tensor(named(node, 'sum'), node.type.shape as readonly number[]);
    lowering.reduction(
      named(node, 'sums'),
      { kind: 'gradient_sums', input: dy!, sum, centred: { source: x!, mean: mean!, product } },
      mapShape(node.inputs[0]!.type),
      node.origin,
    );
    const [gradient] = lowering.vector(
      node,
      { op: 'scale_gradient', ...node.attributes },
      [product, variance!],
      ['weight.gradient'],
    );
    lowering.alias(node, gradient!);
  },
  batch_norm_input_gradient: (node, lowering, dy, x, mean, variance, gamma, _, sum) => {
    const product = lowering
      .sumsOf(dy!)
      .flatMap(({ centred }) => (centred?.source === x ? [centred!.product] : []))[0]!;
    const count = countOf(node);
    const [a, b, c] = lowering.vector(
      node,
      { op: 'batch_norm_gradient_factors', ...node.attributes, count },
      [gamma!, variance!, product, sum!],
      ['a', 'b', 'c'],
    );
    lowering.kernel(
      node,
      copyOf(dy!),
      { op: 'affine', scale: a!, shift: b! },
      { op: 'add_normalized', buffer: x!, mean: mean!, scale: c! },
    );
  },
  relu_gradient: (node, lowering, dy, y) => lowering.kernel(node, copyOf(dy!), { op: 'mask', buffer: y! }),
  max_pool_gradient: (node, lowering, dy, x) =>
    lowering.kernel(node, { kind: 'max_pool_gradient', input: dy!, source: x!, ...node.attributes }),
  average_pool_gradient: (node, lowering, dy) => {
    const { size: _, ...attributes } = node.attributes;
    lowering.kernel(node, { kind: 'average_pool_gradient', input: dy!, ...attributes });
  },
  global_average_pool_gradient: (node, lowering, dy) => lowering.kernel(node, { kind: 'spread', input: dy! }),
  upsample_zeros: (node, lowering, dy) =>
    lowering.kernel(node, { kind: 'upsample', input: dy!, stride: node.attributes.stride }),
  slice_channels: (node, lowering, x) => {
    const { from, count } = node.attributes;
    lowering.kernel(
      node,
      copyOf(x!, { ...identityView, before: -from, after: from + count - (node.inputs[0]!.type.shape[1] as number) }),
    );
  },
};

const pointwise = { kernel: [1, 1], stride: [1, 1], padding: [0, 0], groups: 1 } as const;
