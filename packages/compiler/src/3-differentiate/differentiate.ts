import { isTrained, makeConstant, tensorType, type Graph, type GraphResult } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { appendGradients, gradientTaps } from './append-gradients.ts';

/**
 * Appends the gradients of the result `loss` by every trained parameter, and by every tap.
 *
 * **Requires** use-batch-statistics, append-loss. **Ensures** the results `gradient NAME`, of the type of NAME; a parameter
 * that the loss does not depend on has none. Each tap NAME is then `gradient NAME`.
 */
export const differentiate: Pass<Graph> = {
  name: 'differentiate',
  summary: 'appends the gradients of the loss by all trained parameters and what else is named',
  run: (graph) => {
    const loss = graph.results.find(({ name }) => name === 'loss')?.node;
    if (!loss) throw new Error(`graph ${graph.name} has no result loss; append-loss comes first`);
    // The loss by itself: no op reads it.
    const seed = makeConstant([1], tensorType(), loss.origin);
    const values = new Set(graph.taps.map(({ node }) => node));
    const { nodes, gradients } = appendGradients(
      graph,
      [loss, seed],
      (node) => values.has(node) || (node.op === 'parameter' && isTrained(node.attributes)),
    );
    const ofParameters = graph.nodes.flatMap((node): GraphResult[] => {
      const gradient = gradients.get(node);
      return node.op === 'parameter' && gradient ? [{ name: `gradient ${node.attributes.name}`, node: gradient }] : [];
    });
    const taps = gradientTaps(graph.taps, gradients, `the loss of ${graph.name} does`);
    return { ...graph, nodes, taps, results: [...graph.results, ...ofParameters] };
  },
};
