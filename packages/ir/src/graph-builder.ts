import type { Graph, Node, NodeOf } from './graph.ts';
import type { InitialValue } from './initial-value.ts';
import { inferType, mapInputs, type Inferred, type Inputs, type OpAttributes } from './ops/index.ts';
import type { Origin } from './origin.ts';
import { tensorType, type TensorType } from './tensor-type.ts';

/** Makes a node and infers its type. @throws {ShapeError} where the inputs do not fit. */
export function makeNode<Op extends Inferred>(
  op: Op,
  attributes: OpAttributes[Op],
  inputs: Inputs<Op, Node>,
  origin: Origin,
): Node {
  const type = inferType(
    op,
    attributes,
    mapInputs<Op, Node, TensorType>(inputs, (input) => input.type),
  );
  return { op, inputs, attributes, type, origin } as NodeOf<Op> as unknown as Node;
}

export const makeInput = (shape: readonly [number, number, number]): Node => ({
  op: 'input',
  inputs: [],
  attributes: {},
  type: tensorType('N', ...shape),
  origin: {},
});

export const makeTargets = (classes: number): Node => ({
  op: 'targets',
  inputs: [],
  attributes: {},
  type: tensorType('N', classes),
  origin: {},
});

export const makeParameter = (
  name: string,
  shape: readonly number[],
  kind: 'parameter' | 'buffer',
  origin: Origin,
  initial: InitialValue = 0,
): Node => ({
  op: 'parameter',
  inputs: [],
  attributes: { name, kind, ...(initial === 0 ? {} : { initial }) },
  type: tensorType(...shape),
  origin,
});

export const makeConstant = (values: readonly number[], type: TensorType, origin: Origin): Node => ({
  op: 'constant',
  inputs: [],
  attributes: { values },
  type,
  origin,
});

/** Collects nodes in the order in which they are made, which is topological. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];

  append(node: Node): Node {
    this.#nodes.push(node);
    return node;
  }

  add<Op extends Inferred>(op: Op, attributes: OpAttributes[Op], inputs: Inputs<Op, Node>, origin: Origin): Node {
    return this.append(makeNode(op, attributes, inputs, origin));
  }

  finish(name: string, output: Node, taps: Graph['taps'] = []): Graph {
    return { name, nodes: [...this.#nodes], output, taps, results: [] };
  }
}
