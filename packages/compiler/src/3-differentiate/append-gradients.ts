import { isBatched, makeNode, pointwise, type Graph, type Node, type Origin } from '@resnet-compile/ir';
import type { Append, GradientRule } from './gradient-rule.ts';
import { gradientRules } from './rules/index.ts';

/** Values with the gradients that were appended for them. */
export interface WithGradients {
  readonly nodes: readonly Node[];
  readonly gradients: ReadonlyMap<Node, Node>;
}

/**
 * Reverse-mode differentiation, one rule an op, from a value with its gradient back to all that are wanted, and no further. Where a
 * value is read several times, the gradients that come back are added in the order of its readers, the last one first.
 *
 * @param from a value, and the gradient that it begins with
 * @param wanted whether the gradient by a value is wanted
 * @throws {Error} at a value that no gradient goes through: a batch norm by running statistics, or what inference folds.
 */
export function appendGradients(
  graph: Graph,
  [value, seed]: readonly [value: Node, seed: Node],
  wanted: (node: Node) => boolean,
): WithGradients {
  const nodes = new Set(graph.nodes);
  const append = (node: Node): Node => {
    nodes.add(node);
    return node;
  };
  const reaches = reachesWanted(graph, wanted);
  const gradients = new Map<Node, Node>([[value, seed]]);
  for (const node of [...graph.nodes].reverse()) {
    const dy = gradients.get(node);
    if (!dy || !node.inputs.some((input) => reaches.has(input))) continue;
    if (!Object.hasOwn(gradientRules, node.op))
      throw new Error(
        `graph ${graph.name}: ${node.op} ${node.origin.path ?? ''} has no gradient; use-batch-statistics comes first, or fold-batch-norm`,
      );
    const rule = gradientRules[node.op as keyof typeof gradientRules] as GradientRule<never>;
    const here: Append = (op, attributes, inputs) => {
      for (const input of inputs) if (input.op === 'constant') append(input);
      return append(makeNode(op, attributes, inputs, node.origin));
    };
    const isWanted = node.inputs.map((input) => reaches.has(input));
    const ofInputs = rule(node as never, dy, here, (index) => isWanted[index] ?? false);
    for (const [index, input] of node.inputs.entries()) {
      const gradient = ofInputs[index];
      if (!gradient || !isWanted[index]) continue;
      const before = gradients.get(input);
      gradients.set(input, before ? append(sumOf(before, gradient, node.origin)) : gradient);
    }
  }
  return { nodes: [...nodes], gradients };
}

/**
 * Gradients by taps, as taps.
 *
 * @param differentiated what was differentiated, and a verb: `the logits of net do`
 * @throws {RangeError} where it does not depend on one of them.
 */
export const gradientTaps = (
  taps: Graph['taps'],
  gradients: WithGradients['gradients'],
  differentiated: string,
): Graph['taps'] =>
  taps.map((tap) => {
    const node = gradients.get(tap.node);
    if (!node)
      throw new RangeError(`compile: ${differentiated} not depend on ${tap.name}, by which it is to be differentiated`);
    return { name: `gradient ${tap.name}`, node };
  });

const sumOf = (before: Node, gradient: Node, origin: Origin): Node =>
  isBatched(before.type) || before.type.shape.length < 2
    ? makeNode('map', { of: pointwise.sum }, [before, gradient], origin)
    : makeNode('filter_sum', {}, [before, gradient], origin);

/** Values through which a gradient reaches what is wanted. */
function reachesWanted(graph: Graph, wanted: (node: Node) => boolean): ReadonlySet<Node> {
  const reaches = new Set<Node>();
  for (const node of graph.nodes)
    if (wanted(node) || (node.op !== 'detach' && node.inputs.some((input) => reaches.has(input)))) reaches.add(node);
  return reaches;
}
