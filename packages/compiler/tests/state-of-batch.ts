import { nodesOf, type Graph, type NodeOf } from '@resnet-compile/ir';
import type { RunInputs, Values } from '@resnet-compile/reference';

/**
 * The state whose running statistics are those of the batch itself, told from how far a step has moved them: a network in
 * inference computes by it what the training step did. M values a channel have M/(M − 1) times their variance unbiased.
 */
export function stateOfBatch(
  graph: Graph,
  results: ReadonlyMap<string, Values>,
  { images, state }: RunInputs,
): ReadonlyMap<string, Values> {
  const found = new Map(state);
  for (const { inputs, attributes } of nodesOf(graph, 'batch_norm')) {
    const { momentum } = attributes;
    const [, , height, width] = inputs[0]!.type.shape as readonly [unknown, unknown, number, number];
    const count = images.shape[0]! * height * width;
    for (const [node, factor] of [
      [inputs[3], 1],
      [inputs[4], (count - 1) / count],
    ] as const) {
      const { name } = (node as unknown as NodeOf<'parameter'>).attributes;
      const old = state.get(name)!;
      const moved = results.get(`statistic ${name}`)!;
      const data = old.data.map((value, index) => ((moved.data[index]! - (1 - momentum) * value) / momentum) * factor);
      found.set(name, { shape: old.shape, data });
    }
  }
  return found;
}
