import * as tf from '@tensorflow/tfjs-core';
import { foldBatchNorm } from './fold-batch-norm.mjs';
import { mergeGroups } from './merge-groups.mjs';
import { graphOf, inputShape, stateOf } from './networks.mjs';

/** Filters of one convolution of a grouped one: 16 to 64 were the fastest for ResNeXt-50's, up to 3 times as fast as 4. */
const groupWidth = 32;

/**
 * A network in TensorFlow.js, on the backend that is set: in its own layout (N×H×W×C, the images transposed before the
 * clock starts), with bias and ReLU fused into convolutions. It has no grouped convolution: groups are merged to a width
 * that suits it and convolved one by one.
 * @param {import('./calls.mjs').Task} task
 * @returns {import('./calls.mjs').Predict}
 */
export function predictor({ network, images, batch }) {
  const graph = graphOf(network);
  const steps = foldBatchNorm(graph, stateOf(graph));
  const operations = toOperations(steps);
  const input = tf.tidy(() => tf.transpose(tf.tensor4d(images, [batch, ...inputShape(graph)]), [0, 2, 3, 1]));
  return async () => {
    const logits = tf.tidy(() => {
      const values = new Map([[steps[0].id, input]]);
      for (const { output, inputs, apply } of operations)
        values.set(output, apply(...inputs.map((id) => values.get(id))));
      return values.get(operations.at(-1).output);
    });
    const data = await logits.data();
    logits.dispose();
    return data;
  };
}

/** One operation per step; a ReLU that alone reads a convolution is part of it. */
function toOperations(steps) {
  const readers = Map.groupBy(
    steps.flatMap((step) => step.inputs.map((id) => ({ id, step }))),
    ({ id }) => id,
  );
  const fusedRelu = ({ id, op }) => {
    const [only, ...others] = readers.get(id) ?? [];
    return op === 'conv2d' && others.length === 0 && only?.step.op === 'relu' ? only.step : undefined;
  };
  const fused = new Set(steps.map(fusedRelu).filter(Boolean));
  return steps
    .slice(1)
    .filter((step) => !fused.has(step))
    .map((step) => {
      const relu = fusedRelu(step);
      return { output: (relu ?? step).id, inputs: step.inputs, apply: operation(step, relu ? 'relu' : 'linear') };
    });
}

/** @param {import('../fold-batch-norm.mjs').Step} step @returns {(...inputs: tf.Tensor[]) => tf.Tensor} */
function operation({ op, attributes, tensors, shape }, activation) {
  switch (op) {
    case 'conv2d':
      return convolution(attributes, tensors, activation);
    case 'batch_norm': {
      const [gamma, beta, mean, variance] = tensors.map(({ data }) => tf.tensor1d(data));
      return (x) => tf.batchNorm(x, mean, variance, beta, gamma, attributes.epsilon);
    }
    case 'relu':
      return (x) => tf.relu(x);
    case 'add':
      return (a, b) => tf.add(a, b);
    case 'max_pool':
      return (x) => tf.maxPool(x, attributes.kernel, attributes.stride, padding(attributes), 'floor');
    case 'global_average_pool':
      return (x) => tf.avgPool(x, [x.shape[1], x.shape[2]], 1, 'valid');
    case 'flatten':
      return (x) => tf.reshape(x, [x.shape[0], -1]);
    case 'dense': {
      const [weights, bias] = tensors;
      const b = tf.tidy(() => tf.transpose(tf.tensor2d(weights.data, weights.shape)));
      const c = bias && tf.tensor1d(bias.data);
      return (x) => tf.fused.matMul({ a: tf.reshape(x, [-1, weights.shape[1]]), b, bias: c });
    }
    default:
      throw new Error(`no TensorFlow.js operation for ${op} of ${shape}: extend tfjs-inference.mjs`);
  }
}

function convolution({ stride, groups: given, ...attributes }, [weights, bias], activation) {
  const {
    filters: { shape, data },
    groups,
  } = given === 1 ? { filters: weights, groups: 1 } : mergeGroups(weights, given, groupWidth);
  // O×I×kh×kw → kh×kw×I×O
  const filters = tf.tidy(() =>
    tf.split(tf.transpose(tf.tensor4d(data, shape), [2, 3, 1, 0]), groups, 3).map((part) => tf.keep(part)),
  );
  const biases = tf.tidy(() =>
    bias ? tf.split(tf.tensor1d(bias.data), groups).map((part) => tf.keep(part)) : filters.map(() => undefined),
  );
  const convolve = (x, group) =>
    tf.fused.conv2d({
      x,
      filter: filters[group],
      bias: biases[group],
      strides: stride,
      pad: padding(attributes),
      dimRoundingMode: 'floor',
      activation,
    });
  return (x) => (groups === 1 ? convolve(x, 0) : tf.concat(tf.split(x, groups, 3).map(convolve), 3));
}

/** A number where both sides agree: 1×1 and square kernels, all that residual networks have. */
function padding({ padding: [vertical, horizontal] }) {
  return vertical === horizontal
    ? vertical
    : [
        [0, 0],
        [vertical, vertical],
        [horizontal, horizontal],
        [0, 0],
      ];
}
