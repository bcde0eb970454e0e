import {
  inferType,
  printScalar,
  ShapeError,
  tensorType,
  verifyGraph,
  VerifyError,
  type Graph,
  type Node,
  type OpAttributes,
  type Inferred,
  type TensorType,
} from '@resnet-compile/ir';
import { handMadeNetworks, resnetCombinations } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { trainingGraph } from './training-graph.ts';

interface First {
  readonly graph: Graph;
  readonly node: Node;
}

/** An operation; of those that apply an expression, with it. */
const nameOf = (node: Node): string => node.op + ('of' in node.attributes ? ` ${printScalar(node.attributes.of)}` : '');

/** For each operation of training, and each expression, the first value that it makes. */
const firsts = new Map<string, First>();
for (const [, network] of [...handMadeNetworks, ...resnetCombinations]) {
  const graph = trainingGraph(network);
  for (const node of graph.nodes) {
    const ofTraining =
      /_gradient$|^(batch_(mean|variance|normalize)|running_average|loss|correct|map|channel_sum|unflatten|upsample_zeros|slice_channels)$/.test(
        node.op,
      );
    if (ofTraining && !firsts.has(nameOf(node))) firsts.set(nameOf(node), { graph, node });
  }
}

/** The type with one extent more; without a batch; with an axis more. */
const wrong = ({ shape }: TensorType): readonly TensorType[] => [
  ...shape.flatMap((extent, axis) => (extent === 'N' ? [] : [tensorType(...shape.with(axis, extent + 1))])),
  ...(shape[0] === 'N' ? [tensorType(2, ...shape.slice(1))] : []),
  tensorType(...shape, 1),
];

/** Inputs that a statistic is taken of, or that are counted: any map of as many channels will do. A slice is one of any wider map. */
const anyMap = new Set(['batch_mean 0', 'batch_variance 0', 'running_average 2', 'channel_sum x0 0']);
const fits = (input: string, { shape: found }: TensorType, { shape: right }: TensorType): boolean =>
  found.length === 4 &&
  found[0] === 'N' &&
  (input === 'slice_channels 0'
    ? found.slice(2).every((extent, axis) => extent === right[axis + 2])
    : anyMap.has(input) && found[1] === right[1]);

/** Undefined where the types do not fit. */
function inferredOr(infer: () => TensorType): TensorType | undefined {
  try {
    return infer();
  } catch (error) {
    expect(error).toBeInstanceOf(ShapeError);
    return undefined;
  }
}

describe('a value of a wrong shape is found: the types do not fit, or the result has another one', () => {
  it.each([...firsts])('%s', (name, { node }) => {
    const op = node.op as Inferred;
    const types = node.inputs.map(({ type }) => type);
    const infer = (inputs: readonly TensorType[]): TensorType =>
      inferType(op, node.attributes as OpAttributes[typeof op], inputs as never);
    expect(infer(types)).toEqual(node.type);
    types.forEach((type, index) => {
      for (const other of wrong(type)) {
        if (fits(`${name} ${index}`, other, type)) continue;
        expect(
          inferredOr(() => infer(types.with(index, other))),
          `input ${index}: ${other.shape.join('×')}`,
        ).not.toEqual(node.type);
      }
    });
  });
});

it('the verifier says so', () => {
  const { graph, node } = firsts.get('conv2d_input_gradient')!;
  const [dy, filters] = node.inputs as [Node, Node];
  // As where a rule hands on the gradient of the output in place of the gradient of the map.
  const changed = {
    ...node,
    inputs: [graph.nodes.find(({ op }) => op === 'loss_gradient')!, filters],
  } as Node;
  const nodes = graph.nodes.map((each) => (each === node ? changed : each));
  expect(() => verifyGraph({ ...graph, nodes })).toThrow(VerifyError);
  expect(() => verifyGraph({ ...graph, nodes })).toThrow(
    /conv2d_input_gradient\): the gradient has shape N×\d+, expected N×\d+×\d+×\d+/,
  );
  expect(dy.type.shape).toHaveLength(4);
});

it('all of them are there', () => {
  expect([...firsts.keys()].sort()).toEqual([
    'average_pool_gradient',
    'batch_mean',
    'batch_norm_input_gradient',
    'batch_normalize',
    'batch_variance',
    'channel_sum multiply(x0, subtract(x1, x2))',
    'channel_sum x0',
    'conv2d_filter_gradient',
    'conv2d_input_gradient',
    'correct',
    'dense_input_gradient',
    'dense_weight_gradient',
    'global_average_pool_gradient',
    'loss negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))',
    'loss_gradient negate(multiply(x1, subtract(subtract(x0, x2), log(x3))))',
    'map add(add(x0, x1), x2)',
    'map add(multiply(x0, x1), x2)',
    'map add(select(80, min(subtract(x3, x1), 80), multiply(divide(multiply(x0, x4), add(add(1, exp(min(subtract(x2, x1), 80))), exp(min(subtract(x3, x1), 80)))), exp(min(subtract(x3, x1), 80))), 0), select(80, min(subtract(x2, x1), 80), multiply(divide(multiply(x0, x4), add(add(1, exp(min(subtract(x2, x1), 80))), exp(min(subtract(x3, x1), 80)))), exp(min(subtract(x2, x1), 80))), 0))',
    'map add(x0, multiply(x1, x2))',
    'map add(x0, x1)',
    'map divide(1, add(add(1, exp(min(subtract(x1, x0), 80))), exp(min(subtract(x2, x0), 80))))',
    'map divide(x0, sqrt(add(x1, 0.00001)))',
    'map max(x0, 0)',
    'map multiply(x0, 63)',
    'map multiply(x0, multiply(x1, subtract(1, x1)))',
    'map multiply(x0, x1)',
    'map select(80, min(subtract(x2, x1), 80), negate(multiply(divide(multiply(x0, x4), add(add(1, exp(min(subtract(x2, x1), 80))), exp(min(subtract(x3, x1), 80)))), exp(min(subtract(x2, x1), 80)))), 0)',
    'map select(80, min(subtract(x3, x1), 80), negate(multiply(divide(multiply(x0, x4), add(add(1, exp(min(subtract(x2, x1), 80))), exp(min(subtract(x3, x1), 80)))), exp(min(subtract(x3, x1), 80)))), 0)',
    'map select(x1, 0, x0, 0)',
    'map sigmoid(x0)',
    'max_pool_gradient',
    'running_average',
    'slice_channels',
    'unflatten',
    'upsample_zeros',
  ]);
});
