import { makeTargets, type Graph } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { appendGradients, gradientTaps } from './append-gradients.ts';

/**
 * Appends, by what the layers give that `explain` names, the gradients of the sum of the logits weighted with the targets: of a row
 * that is 1 for one class, of that class's logit (Selvaraju et al. 2017, §3).
 *
 * **Requires** fold-batch-norm. **Ensures** the taps `gradient NAME`, of the type of NAME, behind the others; nothing that the
 * network gives depends on the targets.
 */
export const differentiateLogits: Pass<Graph, Graph, { readonly explain?: readonly string[] }> = {
  name: 'differentiate-logits',
  summary: 'appends the gradients of the logits by what is explained',
  run: (graph, { explain = [] }) => {
    const { name, nodes: before, output, taps } = graph;
    if (explain.length === 0 || before.some(({ op }) => op === 'targets')) return graph;
    const explained = taps.filter((tap) => explain.includes(tap.name));
    const values = new Set(explained.map(({ node }) => node));
    const targets = makeTargets(output.type.shape[1] as number);
    const { nodes, gradients } = appendGradients({ ...graph, nodes: [...before, targets] }, [output, targets], (node) =>
      values.has(node),
    );
    return { ...graph, nodes, taps: [...taps, ...gradientTaps(explained, gradients, `the logits of ${name} do`)] };
  },
};
