import { isTrained, makeConstant, tensorType, type Graph, type GraphResult } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { appendGradients } from './append-gradients.ts';

/**
 * Appends the gradient of every trained parameter by the result `loss`.
 *
 * **Requires** use-batch-statistics, append-loss. **Ensures** the results `gradient NAME`, of the type of NAME; a parameter
 * that the loss does not depend on has none.
 */
export const differentiate: Pass<Graph> = {
  name: 'differentiate',
  summary: 'appends the gradients of all trained parameters',
  run: (graph) => {
    const loss = graph.results.find(({ name }) => name === 'loss')?.node;
    if (!loss) throw new Error(`graph ${graph.name} has no result loss; append-loss comes first`);
    // The loss by itself: no op reads it.
    const seed = makeConstant([1], tensorType(), loss.origin);
    const { nodes, gradients } = appendGradients(
      graph,
      [loss, seed],
      (node) => node.op === 'parameter' && isTrained(node.attributes),
    );
    const ofParameters = graph.nodes.flatMap((node): GraphResult[] => {
      const gradient = gradients.get(node);
      return node.op === 'parameter' && gradient ? [{ name: `gradient ${node.attributes.name}`, node: gradient }] : [];
    });
    return { ...graph, nodes, results: [...graph.results, ...ofParameters] };
  },
};
