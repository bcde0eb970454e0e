import {
  makeInput,
  makeNode,
  makeParameter,
  tensorType,
  type Inferred,
  type Inputs,
  type Node,
  type OpAttributes,
  type OpName,
} from '@resnet-compile/ir';
import { runGraph, toValues, type Values } from '../src/index.ts';

export type Tensor = { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/** What takes several maps of a batch. */
const ofMaps = new Set<OpName>(['map', 'map_mean', 'concatenate']);

/** Runs a graph of one operation. The first operand is the images, except of operations on parameters alone; all else comes from the state. */
export function applyOp<Op extends Inferred>(
  op: Op,
  attributes: OpAttributes[Op],
  ...operands: readonly Tensor[]
): Values {
  const ofParameters =
    op.startsWith('filter') || op.includes('e_filters') || operands.every(({ shape }) => shape.length === 1);
  const inputs = operands.map(({ shape }, index): Node => {
    if (index === 0 && !ofParameters) return makeInput(shape.slice(1) as [number, number, number]);
    const parameter = makeParameter(`p${index}`, shape, 'parameter', {});
    return ofMaps.has(op) && shape.length > 1
      ? ({ ...parameter, type: tensorType('N', ...shape.slice(1)) } as Node)
      : parameter;
  });
  const output = makeNode(op, attributes, inputs as readonly Node[] as Inputs<Op, Node>, {});
  const state = new Map(operands.map((operand, index) => [`p${index}`, toValues(operand)]));
  return runGraph(
    { name: op, nodes: [...inputs, output], output, taps: [], results: [] },
    { images: toValues(operands[0]!), state },
  );
}
