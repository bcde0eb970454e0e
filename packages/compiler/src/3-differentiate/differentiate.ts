import {
  isBatched,
  isTrained,
  makeConstant,
  makeNode,
  pointwise,
  tensorType,
  type Graph,
  type GraphResult,
  type Node,
  type Origin,
} from '@resnet-compile/ir';
import type { Append, GradientRule } from './gradient-rule.ts';
import type { Pass } from '../pass.ts';
import { gradientRules } from './rules/index.ts';

/**
 * Appends the gradient of every trained parameter by the result `loss`: reverse-mode differentiation, one rule an op. Where a
 * value is read several times, the gradients that come back are added in the order of its readers, the last one first.
 *
 * **Requires** use-batch-statistics, append-loss. **Ensures** the results `gradient NAME`, of the type of NAME; a parameter
 * that the loss does not depend on has none.
 *
 * @throws {Error} at a value that no gradient goes through: a batch norm by running statistics, or what inference folds.
 */
export const differentiate: Pass<Graph> = {
  name: 'differentiate',
  summary: 'appends the gradients of all trained parameters',
  run: (graph) => appendGradients(graph),
};

function appendGradients(graph: Graph): Graph {
  const nodes = new Set(graph.nodes);
  const append = (node: Node): Node => {
    nodes.add(node);
    return node;
  };
  const loss = graph.results.find(({ name }) => name === 'loss')?.node;
  if (!loss) throw new Error(`graph ${graph.name} has no result loss; append-loss comes first`);
  const trained = dependsOnTrained(graph);
  // The loss by itself: no op reads it.
  const gradients = new Map<Node, Node>([[loss, makeConstant([1], tensorType(), loss.origin)]]);
  for (const node of [...graph.nodes].reverse()) {
    const dy = gradients.get(node);
    if (!dy || !trained.has(node) || node.op === 'parameter') continue;
    if (!Object.hasOwn(gradientRules, node.op))
      throw new Error(
        `graph ${graph.name}: ${node.op} ${node.origin.path ?? ''} has no gradient; use-batch-statistics comes first, passes of inference do not`,
      );
    const rule = gradientRules[node.op as keyof typeof gradientRules] as GradientRule<never>;
    const here: Append = (op, attributes, inputs) => {
      for (const input of inputs) if (input.op === 'constant') append(input);
      return append(makeNode(op, attributes, inputs, node.origin));
    };
    const isWanted = node.inputs.map((input) => trained.has(input));
    const ofInputs = rule(node as never, dy, here, (index) => isWanted[index] ?? false);
    for (const [index, input] of node.inputs.entries()) {
      const gradient = ofInputs[index];
      if (!gradient || !isWanted[index]) continue;
      const before = gradients.get(input);
      gradients.set(input, before ? append(sumOf(before, gradient, node.origin)) : gradient);
    }
  }
  const ofParameters = graph.nodes.flatMap((node): GraphResult[] => {
    const gradient = gradients.get(node);
    return node.op === 'parameter' && gradient ? [{ name: `gradient ${node.attributes.name}`, node: gradient }] : [];
  });
  return {
    ...graph,
    nodes: [...nodes],
    results: [...graph.results, ...ofParameters],
  };
}

const sumOf = (before: Node, gradient: Node, origin: Origin): Node =>
  isBatched(before.type) || before.type.shape.length < 2
    ? makeNode('map', { of: pointwise.sum }, [before, gradient], origin)
    : makeNode('filter_sum', {}, [before, gradient], origin);

/** Values through which a gradient reaches a trained parameter. */
function dependsOnTrained(graph: Graph): ReadonlySet<Node> {
  const trained = new Set<Node>();
  for (const node of graph.nodes) {
    if (
      (node.op === 'parameter' && isTrained(node.attributes)) ||
      (node.op !== 'detach' && node.inputs.some((input) => trained.has(input)))
    )
      trained.add(node);
  }
  return trained;
}
