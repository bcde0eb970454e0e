import { found, draws, formatAttributes, rewriteGraph, type Graph, type Node } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/** Two nodes of the same op, inputs and attributes → one. What draws at random is left alone: each its own mask. */
export const shareCommonNodes: Pass<Graph> = {
  name: 'share-common-nodes',
  summary: 'computes equal values once',
  run: (graph) => {
    const ids = new Map<Node, number>();
    const known = new Map<string, Node>();
    const idOf = (node: Node): number => {
      if (!ids.has(node)) ids.set(node, ids.size);
      return found(ids, node);
    };
    return rewriteGraph(graph, (node) => {
      if (draws(node.op)) return node;
      const key = `${node.op} ${node.inputs.map(idOf).join(' ')} ${formatAttributes(node.attributes)} ${node.type.shape.join(' ')}`;
      const earlier = known.get(key);
      if (!earlier) known.set(key, node);
      return earlier ?? node;
    });
  },
};
