import { makeInput, makeNode, makeParameter, type Node, type OpAttributes, type OpName } from '@resnet-compile/ir';
import { runGraph, toValues, type Values } from '../src/index.ts';

type Inferred = Exclude<OpName, 'input' | 'parameter' | 'constant' | 'targets'>;
export type Tensor = { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/** What takes no images, and what takes several maps of a batch. */
const ofParameters = new Set<OpName>(['batch_norm_scale', 'batch_norm_shift', 'scale_filters', 'multiply_add']);
const ofMaps = new Set<OpName>(['add', 'concatenate']);

/** Runs a graph of one operation. The first operand is the images, except of operations on parameters; all else comes from the state. */
export function applyOp<Op extends Inferred>(
  op: Op,
  attributes: OpAttributes[Op],
  ...operands: readonly Tensor[]
): Values {
  const inputs = operands.map(({ shape }, index): Node => {
    if (index === 0 && !ofParameters.has(op)) return makeInput(shape.slice(1) as [number, number, number]);
    const parameter = makeParameter(`p${index}`, shape, 'parameter', {});
    return ofMaps.has(op) ? ({ ...parameter, type: { shape: ['N', ...shape.slice(1)] } } as Node) : parameter;
  });
  const output = makeNode(op, attributes, inputs, {});
  const state = new Map(operands.map((operand, index) => [`p${index}`, toValues(operand)]));
  return runGraph(
    { name: op, nodes: [...inputs, output], output, results: [] },
    { images: toValues(operands[0]!), state },
  );
}
