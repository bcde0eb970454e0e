import { found } from './found.ts';
import type { Graph, Node } from './graph.ts';

/**
 * Rebuilds a graph node by node, in topological order. `replace` sees each node with its inputs already rewritten, and
 * returns it as it is, or another node in its place; the new nodes that such a replacement needs are passed to `append`
 * first. `original` is the node as it stands in the given graph. A graph in which nothing changed is returned as the same object.
 */
export function rewriteGraph(
  graph: Graph,
  replace: (node: Node, append: (node: Node) => Node, original: Node) => Node,
): Graph {
  const replaced = new Map<Node, Node>();
  const nodes: Node[] = [];
  const present = new Set<Node>();
  const append = (node: Node): Node => {
    if (!present.has(node)) {
      present.add(node);
      nodes.push(node);
    }
    return node;
  };
  let changed = false;
  for (const original of graph.nodes) {
    const inputs = original.inputs.map((input) => found(replaced, input));
    const node = inputs.some((input, index) => input !== original.inputs[index])
      ? ({ ...original, inputs: inputs as readonly Node[] } as Node)
      : original;
    const result = append(replace(node, append, original));
    if (result !== original) changed = true;
    replaced.set(original, result);
  }
  if (!changed) return graph;
  const results = graph.results.map(({ name, node }) => ({ name, node: found(replaced, node) }));
  return { ...graph, nodes, output: found(replaced, graph.output), results };
}
