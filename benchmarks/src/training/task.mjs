import { build } from '@resnet-compile/compiler';
import { cifarResnet, groupNorm, resnet18, seresnet18 } from '@resnet-compile/dsl';
import { images, labels } from '../../../packages/testing/src/fill.ts';
import { compileOurs } from '../compile-ours.mjs';
import { inputShape, stateOf } from '../networks.mjs';
import { inPeersWords } from '../peers-words.mjs';

/** The CIFAR networks are those of He et al. 2015 §4.2, with shortcut A. */
const networks = {
  cifarResnet20: { make: () => cifarResnet(20), text: 'cifarResnet(20)' },
  cifarResnet56: { make: () => cifarResnet(56), text: 'cifarResnet(56)' },
  resnet18: { make: () => resnet18(), text: 'resnet18()' },
  seresnet18: { make: () => seresnet18(), text: 'seresnet18()' },
  resnet18GroupNorm: {
    make: () => resnet18({ norm: groupNorm({ groups: 32 }) }),
    text: 'resnet18({ norm: groupNorm({ groups: 32 }) })',
  },
};
export const networkNames = Object.keys(networks);

const modelOf = (
  network,
) => `import { cifarResnet, groupNorm, resnet18, seresnet18, sgd, training } from 'resnet-compile';
export default training(${networks[network].text}, { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }) });
`;

/** What every contender's optimiser is: torch.optim.SGD's update with the model file's numbers. */
export const optimizer = { momentum: 0.9, weightDecay: 1e-4, learningRate: 0.01 };

export const prepare = (network = 'cifarResnet20') => compileOurs(network, ['--train'], modelOf(network));

/**
 * @typedef {object} Task
 * @property {string} network
 * @property {number} threads
 * @property {import('@resnet-compile/ir').Graph} graph as the layers stand
 * @property {ReadonlyMap<string, import('../fold-batch-norm.mjs').Tensor>} state
 * @property {readonly number[]} input C×H×W
 * @property {number} classes
 * @property {typeof optimizer} optimizer
 * @typedef {{ batch: number, images: Float32Array, labels: Int32Array }} Batch images N×C×H×W
 *
 * @typedef {object} Trainer
 * @property {(batch: Batch) => Promise<number>} firstLoss of a step from the task's state, which it leaves behind
 * @property {(batch: Batch) => Promise<() => Promise<number>>} prepare where images go before the clock starts; a step, with its loss
 * @property {() => Promise<{ cpuMilliseconds: number, peakMegabytes: number }>} [usage] of a process other than the worker's
 * @typedef {(task: Task) => Promise<Trainer>} LoadTrainer
 */

/** @returns {Task} */
export function task(network = 'cifarResnet20', threads = 1) {
  const graph = inPeersWords(build(networks[network].make(), { name: network }).graph);
  return {
    network,
    threads,
    graph,
    state: stateOf(graph),
    input: inputShape(graph),
    classes: graph.output.type.shape[1],
    optimizer,
  };
}

/** @returns {Batch} */
export const batchOf = ({ input, classes }, batch) => ({
  batch,
  images: images(0, [batch, ...input]).data,
  labels: labels(0, batch, classes),
});
