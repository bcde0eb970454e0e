import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { useWebGpu } from '../../webgpu/device.mjs';
import { registerGradients } from '../register-gradients.mjs';

/**
 * TensorFlow.js by its own means: `variableGrads`, and `train.momentum` on g + λp, which is torch.optim.SGD's update.
 * N×H×W×C; images are transposed, and labels made one-hot, before the clock starts.
 * @type {import('../task.mjs').LoadTrainer}
 * @param {import('../task.mjs').Task} task
 * @param {'cpu' | 'wasm' | 'webgpu'} backend
 */
export async function load(
  { graph, state, input, classes, optimizer: { learningRate, momentum, weightDecay } },
  backend,
) {
  if (backend === 'webgpu') {
    await useWebGpu();
    await import('@tensorflow/tfjs-backend-webgpu');
  }
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no ${backend} backend here`);
  await tf.ready();
  await registerGradients();
  const buffers = new Set(
    graph.nodes
      .filter(({ op, attributes }) => op === 'parameter' && attributes.kind === 'buffer')
      .map(({ attributes }) => attributes.name),
  );
  const initial = new Map([...state].map(([name, tensor]) => [name, toTensor(tensor)]));
  const variables = new Map(
    [...initial].map(([name, tensor]) => [name, tf.variable(tensor, !buffers.has(name), name)]),
  );
  const trained = [...variables.values()].filter(({ trainable }) => trainable);
  const forward = forwardOf(graph, variables);
  const newOptimizer = () => tf.train.momentum(learningRate, momentum);

  const step = async (optimizer, images, targets) => {
    const loss = tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => tf.losses.softmaxCrossEntropy(targets, forward(images)), trained);
      optimizer.applyGradients(
        Object.fromEntries(
          trained.map((variable) => [variable.name, tf.add(grads[variable.name], tf.mul(variable, weightDecay))]),
        ),
      );
      return value;
    });
    const [value] = await loss.data();
    loss.dispose();
    return value;
  };
  const tensorsOf = ({ batch, images, labels }) =>
    tf.tidy(() => [
      tf.transpose(tf.tensor4d(images, [batch, ...input]), [0, 2, 3, 1]),
      tf.cast(tf.oneHot(tf.tensor1d(labels, 'int32'), classes), 'float32'),
    ]);
  return {
    async firstLoss(batch) {
      for (const [name, variable] of variables) variable.assign(initial.get(name));
      const [images, targets] = tensorsOf(batch);
      return step(newOptimizer(), images, targets);
    },
    async prepare(batch) {
      const [images, targets] = tensorsOf(batch);
      const optimizer = newOptimizer();
      return () => step(optimizer, images, targets);
    },
  };
}

/** O×I×kh×kw → kh×kw×I×O, O×I → I×O. */
function toTensor({ shape, data }) {
  return tf.tidy(() => tf.transpose(tf.tensor(data, shape), { 4: [2, 3, 1, 0], 2: [1, 0], 1: [0] }[shape.length]));
}

/** The network with batch statistics; running ones are updated on the way. */
function forwardOf({ nodes, output }, variables) {
  const isParameter = ({ op }) => op === 'parameter';
  return (images) => {
    const values = new Map();
    for (const node of nodes) {
      if (isParameter(node)) values.set(node, variables.get(node.attributes.name));
      else
        values.set(
          node,
          node.op === 'input'
            ? images
            : apply(
                node,
                node.inputs.map((input) => values.get(input)),
              ),
        );
    }
    return values.get(output);
  };
}

function apply({ op, attributes }, [x, ...rest]) {
  switch (op) {
    case 'conv2d':
      return tf.conv2d(x, rest[0], attributes.stride, attributes.padding[0], 'NHWC', [1, 1], 'floor');
    case 'batch_norm':
      return normalize(x, rest, attributes);
    case 'relu':
      return tf.relu(x);
    case 'add':
      return tf.add(x, rest[0]);
    case 'subsample':
      return tf.avgPool(x, 1, attributes.stride, 'valid'); // stridedSlice has no gradient
    case 'pad_channels':
      return tf.pad(x, [
        [0, 0],
        [0, 0],
        [0, 0],
        [attributes.before, attributes.after],
      ]);
    case 'global_average_pool':
      return tf.mean(x, [1, 2], true);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'dense':
      return tf.add(tf.matMul(tf.reshape(x, [x.shape[0], -1]), rest[0]), rest[1]);
    default:
      throw new Error(`no TensorFlow.js operation for ${op}: extend contenders/tfjs.mjs`);
  }
}

/** As tf.layers does: moments, then batchNorm. */
function normalize(x, [gamma, beta, runningMean, runningVariance], { epsilon, momentum }) {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  const count = x.size / mean.size;
  const average = (old, recent) => old.assign(tf.add(tf.mul(old, 1 - momentum), tf.mul(recent, momentum)));
  average(runningMean, mean);
  average(runningVariance, tf.mul(variance, count / (count - 1)));
  return tf.batchNorm(x, mean, variance, beta, gamma, epsilon);
}
