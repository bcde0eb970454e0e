import type { Network } from '@resnet-compile/dsl';
import type { Graph } from '@resnet-compile/ir';
import { appendLoss } from '../../src/3-differentiate/append-loss.ts';
import { differentiate } from '../../src/3-differentiate/differentiate.ts';
import { useBatchStatistics } from '../../src/3-differentiate/use-batch-statistics.ts';
import { build } from '../../src/index.ts';

/** Both passes that make a training step of a graph. */
export const differentiated = (graph: Graph, labelSmoothing = 0): Graph =>
  differentiate.run(
    appendLoss.run(useBatchStatistics.run({ ...graph, taps: [] }, {}), {
      loss: { kind: 'crossEntropy', labelSmoothing },
    }),
    {},
  );

/** The graph of a network as it is built. @throws {Error} where the network has problems. */
export function builtGraph(network: Network): Graph {
  const { graph, problems } = build(network, { name: 'net' });
  if (!graph || network.problems.length)
    throw new Error([...network.problems, ...problems].map(({ message }) => message).join('\n'));
  return graph;
}

/** The graph of a network's training step. */
export const trainingGraph = (network: Network, labelSmoothing?: number): Graph =>
  differentiated(builtGraph(network), labelSmoothing);
