import {
  coreOf,
  identityView,
  map,
  operand,
  pointwise,
  type Node,
  type NodeOf,
  type OpName,
  type Pair,
  type TrainingAttributes,
} from '@resnet-compile/ir';
import { splitOperands } from './lower-map.ts';
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
  // One kernel finds mean and variance, at the variance's place, since whoever reads the mean reads both.
  batch_mean: (node, lowering) => void tensorOf(node, lowering, 'mean'),
  batch_variance: (node, lowering, x, mean) => {
    const variance = tensorOf(node, lowering, 'variance');
    lowering.reduction(node, 'statistics', coreOf('channel_statistics', {}, [{ buffer: x! }], [], [mean!, variance]));
  },
  batch_normalize: (node, lowering, x, mean, variance, gamma, beta) => {
    const scale = pointwise.batchNormScale(node.attributes.epsilon);
    const [computed] = lowering.vector(node, { scale }, [gamma!, variance!]);
    lowering.kernel(node, copyOf(x!), map(pointwise.normalized, [], [mean!, computed!, beta!]));
  },
  running_average: (node, lowering, old, recent) => {
    const running = pointwise.runningAverage(node.attributes.momentum, node.attributes.unbiased);
    const [result] = lowering.vector(node, { running }, [old!, recent!], {
      count: countOf(node.inputs[2]!),
    });
    lowering.alias(node, result!);
  },
  // The loss, the number of correct rows and the gradient are one kernel, at the gradient's place.
  cross_entropy: (node, lowering) => void tensorOf(node, lowering, 'value'),
  correct: (node, lowering) => void tensorOf(node, lowering, 'value'),
  cross_entropy_gradient: (node, lowering, logits, targets) => {
    const results = [lowering.idOfOp('cross_entropy', node.inputs), lowering.idOfOp('correct', node.inputs)] as const;
    const reads = [{ buffer: logits! }, { buffer: targets! }] as const;
    lowering.kernel(node, coreOf('cross_entropy', node.attributes, reads, [], results));
  },
  conv2d_input_gradient: (node, lowering, dy, weights) => {
    const { size: _, ...attributes } = node.attributes;
    const kernel = node.inputs[1]!.type.shape.slice(2) as unknown as Pair;
    lowering.kernel(node, coreOf('input_gradient', { kernel, ...attributes }, [{ buffer: dy! }], [weights!], []));
  },
  conv2d_filter_gradient: (node, lowering, dy, x) => {
    const result = tensorOf(node, lowering, 'weight.gradient');
    const reads = [{ buffer: dy! }, { buffer: x! }] as const;
    lowering.reduction(node, 'filter_gradient', coreOf('filter_gradient', node.attributes, reads, [], [result]));
  },
  // A dense layer is a 1×1 convolution of 1×1 maps.
  dense_input_gradient: (node, lowering, dy, weights) =>
    lowering.kernel(node, coreOf('input_gradient', unitWindow, [{ buffer: dy! }], [weights!], [])),
  dense_weight_gradient: (node, lowering, dy, x) => {
    const result = tensorOf(node, lowering, 'weight.gradient');
    const reads = [{ buffer: dy! }, { buffer: x! }] as const;
    lowering.reduction(node, 'filter_gradient', coreOf('filter_gradient', unitWindow, reads, [], [result]));
  },
  channel_sum: (node, lowering, ...ids) => {
    const { of, reads, tensors } = splitOperands(node, ids);
    const sum = tensorOf(node, lowering, 'sum');
    lowering.reduction(node, 'sums', coreOf('channel_sums', { of: [of] }, reads, tensors, [sum]));
  },
  total: (node, lowering, x) =>
    lowering.alias(node, lowering.vector(node, { total: operand(0) }, [x!], { total: true })[0]!),
  batch_norm_input_gradient: (node, lowering, dy, x, mean, variance, gamma, product, sum) => {
    const [a, b, c] = pointwise.batchNormGradientFactors(node.attributes.epsilon);
    const factors = lowering.vector(node, { a, b, c }, [gamma!, variance!, product!, sum!], {
      count: countOf(node),
    });
    const [ofGradient, shift, ofCentred] = factors as readonly [string, string, string];
    const tensors = [ofGradient, shift, mean!, ofCentred];
    lowering.kernel(node, copyOf(dy!), map(pointwise.batchNormInputGradient, [{ buffer: x! }], tensors));
  },
  max_pool_gradient: (node, lowering, dy, x) =>
    lowering.kernel(node, coreOf('max_pool_gradient', node.attributes, [{ buffer: dy! }, { buffer: x! }], [], [])),
  average_pool_gradient: (node, lowering, dy) => {
    const { size: _, ...attributes } = node.attributes;
    lowering.kernel(node, coreOf('average_pool_gradient', attributes, [{ buffer: dy! }], [], []));
  },
  global_average_pool_gradient: (node, lowering, dy) =>
    lowering.kernel(node, coreOf('spread', {}, [{ buffer: dy! }], [], [])),
  upsample_zeros: (node, lowering, dy) =>
    lowering.kernel(node, coreOf('upsample', { stride: node.attributes.stride }, [{ buffer: dy! }], [], [])),
  slice_channels: (node, lowering, x) => {
    const { from, count } = node.attributes;
    const after = from + count - (node.inputs[0]!.type.shape[1] as number);
    lowering.kernel(node, copyOf(x!, { ...identityView, before: -from, after }));
  },
};

const unitWindow = { kernel: [1, 1], stride: [1, 1], padding: [0, 0], groups: 1 } as const;
