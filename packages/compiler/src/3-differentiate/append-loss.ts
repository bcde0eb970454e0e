import { lossRuleOf, makeNode, makeTargets, type Graph, type LossDeclaration } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * Appends the targets and the loss of the network's output; cross entropy, where no other loss is declared.
 *
 * **Ensures** the results `loss` and `correct`.
 */
export const appendLoss: Pass<Graph, Graph, { readonly loss?: LossDeclaration }> = {
  name: 'append-loss',
  summary: 'appends the targets and the loss of the output',
  run(graph, { loss: declared = { kind: 'crossEntropy', labelSmoothing: 0 } }) {
    const { output, nodes, results } = graph;
    if (results.some(({ name }) => name === 'loss')) return graph;
    const targets = makeTargets(output.type.shape[1] as number);
    const correct = makeNode('correct', {}, [output, targets], { path: 'correct' });
    const loss = makeNode('loss', lossRuleOf(declared), [output, targets, correct], { path: 'loss' });
    return {
      ...graph,
      nodes: [...nodes, targets, correct, loss],
      results: [{ name: 'loss', node: loss }, { name: 'correct', node: correct }, ...results],
    };
  },
};
