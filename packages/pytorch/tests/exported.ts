import { build } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { nodesOf, type Graph } from '@resnet-compile/ir';
import { fillState, type FilledTensor } from '@resnet-compile/testing';
import type { Tensor } from '@resnet-compile/weights';
import { pyTorchFile, type StateTensor } from '../src/index.ts';

/** The graph of a network. @throws {Error} where the network has problems. */
export function graphOf(network: Network): Graph {
  const { graph, problems } = build(network, { name: 'net' });
  if (!graph || network.problems.length)
    throw new Error([...network.problems, ...problems].map(({ message }) => message).join('\n'));
  return graph;
}

export const parametersOf = (graph: Graph): readonly StateTensor[] =>
  nodesOf(graph, 'parameter').map(({ attributes, type }) => ({
    ...attributes,
    shape: type.shape as readonly number[],
  }));

/** A network as a file of PyTorch. */
export const exported = (network: Network, name = 'model'): string =>
  pyTorchFile(network, { name, parameters: parametersOf(graphOf(network)), weights: 'model.safetensors' });

export const tensorsOf = (state: ReadonlyMap<string, FilledTensor>): readonly Tensor[] =>
  Array.from(state, ([name, { shape, data }]) => ({ name, shape, data }));

export const filledState = (network: Network, seed = 0): ReadonlyMap<string, FilledTensor> =>
  fillState(parametersOf(graphOf(network)), { seed });
