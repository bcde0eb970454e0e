import { handedOn, type Graph, type Node } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/** Drops what neither the output nor a tap or result depends on. Parameters stay: they are part of the state dict, read or not. */
export const removeDeadNodes: Pass<Graph> = {
  name: 'remove-dead-nodes',
  summary: 'drops values that nothing reads',
  run: (graph) => {
    const live = new Set<Node>(handedOn(graph));
    for (const node of [...graph.nodes].reverse()) if (live.has(node)) for (const input of node.inputs) live.add(input);
    const nodes = graph.nodes.filter(
      (node) => live.has(node) || node.op === 'parameter' || node.op === 'input' || node.op === 'targets',
    );
    return nodes.length === graph.nodes.length ? graph : { ...graph, nodes };
  },
};
