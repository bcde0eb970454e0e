import type { Graph, GraphResult, Node } from './graph.ts';

/**
 * Rebuilds a graph node by node, in topological order. `replace` sees each node with its inputs already rewritten, and
 * returns it as it is, or another node in its place; the new nodes that such a replacement needs are passed to `append`
 * first. `original` is the node as it stands in the given graph. A graph in which nothing changed is returned as the same object.
 */
export function rewriteGraph(
  graph: Graph,
  replace: (node: Node, append: (node: Node) => Node, original: Node) => Node,
): Graph {
  /** What has another node in its place. */
  const replaced = new Map<Node, Node>();
  const nowOf = (node: Node): Node => replaced.get(node) ?? node;
  const nodes: Node[] = [];
  const present = new Set<Node>();
  const append = (node: Node): Node => {
    if (!present.has(node)) {
      present.add(node);
      nodes.push(node);
    }
    return node;
  };
  for (const original of graph.nodes) {
    const inputs: readonly Node[] = original.inputs;
    const node = inputs.some((input) => replaced.has(input))
      ? ({ ...original, inputs: inputs.map(nowOf) as readonly Node[] } as Node)
      : original;
    const result = append(replace(node, append, original));
    if (result !== original) replaced.set(original, result);
  }
  if (!replaced.size) return graph;
  const rewritten = (all: readonly GraphResult[]): readonly GraphResult[] =>
    all.map(({ name, node }) => ({ name, node: nowOf(node) }));
  const { output, taps, results } = graph;
  return { ...graph, nodes, output: nowOf(output), taps: rewritten(taps), results: rewritten(results) };
}
