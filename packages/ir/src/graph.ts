import type { Origin } from './origin.ts';
import { multiplyAddsOf, type Inputs, type OpAttributes, type OpName } from './ops/index.ts';
import { sameScalar } from './scalar/rewrite-scalar.ts';
import type { Scalar } from './scalar/scalar.ts';
import type { TensorType } from './tensor-type.ts';

/**
 * One value of the Graph and the operation that makes it. Nodes are immutable and refer to their inputs directly, so
 * that a pass shares what it does not change.
 */
export interface NodeOf<Op extends OpName> {
  readonly op: Op;
  readonly inputs: Inputs<Op, Node>;
  readonly attributes: OpAttributes[Op];
  readonly type: TensorType;
  readonly origin: Origin;
}

export type Node = { [Op in OpName]: NodeOf<Op> }[OpName];

/** A network in static single assignment: its values in topological order, inputs first. */
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly output: Node;
  /** What inference hands on besides the output: what layers give, by their paths in the network. None in training. */
  readonly taps: readonly GraphResult[];
  /** What a training step hands on besides the output: the loss, gradients, new running statistics. */
  readonly results: readonly GraphResult[];
}

export interface GraphResult {
  /** `loss`, `correct`, `gradient conv1.weight`, `statistic bn1.running_mean`; of a tap `layer3`. */
  readonly name: string;
  readonly node: Node;
}

/** All that a graph hands on: what stays, whether anything reads it or not. */
export const handedOn = ({ output, taps, results }: Graph): ReadonlySet<Node> =>
  new Set([output, ...[...taps, ...results].map(({ node }) => node)]);

/** The nodes of one operation, typed. */
export const nodesOf = <Op extends OpName>(graph: Graph, op: Op): readonly NodeOf<Op>[] =>
  graph.nodes.filter((node): node is Extract<Node, NodeOf<Op>> => node.op === op) as unknown as NodeOf<Op>[];

/** For each node, the nodes that read it, in order. */
export function usersOf(graph: Graph): ReadonlyMap<Node, readonly Node[]> {
  const users = new Map<Node, Node[]>(graph.nodes.map((node) => [node, []]));
  for (const node of graph.nodes) for (const input of new Set(node.inputs)) users.get(input)?.push(node);
  return users;
}

/** Whether a node applies this expression. */
export const isMap = (node: Node, of: Scalar): node is Extract<Node, { op: 'map' }> =>
  node.op === 'map' && sameScalar(node.attributes.of, of);

/** Multiply-adds per image of one node: those of convolutions and dense layers, as the papers and torchvision count. */
export const multiplyAdds = ({ op, inputs, type }: Node): number =>
  inputs[1]?.op === 'constant'
    ? 0
    : multiplyAddsOf(
        op,
        inputs.map((input) => input.type),
        type,
      );
