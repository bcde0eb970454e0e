import { expect, it } from 'vitest';
import {
  count,
  divide,
  makeNode,
  min,
  operand,
  parseGraph,
  pointwise,
  tensorType,
  verifyGraph,
  VerifyError,
  type Graph,
  type Node,
} from '../src/index.ts';

const valid = parseGraph(`graph %net (
  %0 = input : f32[N,2,4,4]
  %1 = parameter {"name":"w","kind":"parameter"} : f32[3,2,1,1]
  %2 = constant {"values":[1,2,3]} : f32[3]
  %3 = conv2d %0, %1, %2 {"stride":[1,1],"padding":[0,0,0,0],"dilation":[1,1],"groups":1} : f32[N,3,4,4]
  %4 = map %3 {"of":"max(x0, 0)"} : f32[N,3,4,4]
  return %4
)`);

it('accepts a valid graph', () => expect(() => verifyGraph(valid)).not.toThrow());

const [input, weights, bias, convolution, relu] = valid.nodes as [Node, Node, Node, Node, Node];
const graph = (nodes: readonly Node[], output = nodes.at(-1)!): Graph => ({ ...valid, nodes, output });
/** The valid graph with one node changed, and what reads it rewired. */
const changed = (index: number, change: object): Graph => {
  const nodes: Node[] = [];
  for (const node of valid.nodes) {
    const inputs = node.inputs.map((reads) => nodes[valid.nodes.indexOf(reads)]!);
    nodes.push({ ...node, inputs: inputs as readonly Node[], ...(nodes.length === index ? change : {}) } as Node);
  }
  return graph(nodes);
};
const dropout = makeNode('dropout', { rate: 0.5, per: 'element', key: 1 }, [input], {});
const tap = (node: Node): Graph['taps'][number] => ({ name: 'tap', node });
const otherWeights = { ...weights } as Node;

it.each<readonly [string, Graph, string]>([
  ['1 listed once', graph([input, weights, bias, bias, convolution]), '%3 (constant): is listed twice, first as %2'],
  ['1 after its inputs', graph([input, weights, convolution, bias]), '%2 (conv2d): comes before one of its inputs'],
  ['1 inputs listed at all', graph([input, weights, convolution]), '%2 (conv2d): comes before one of its inputs'],
  ['1 output among them', graph([input, weights], relu), 'the output is not among its values'],
  ['2 one input', graph([weights]), 'needs exactly one input'],
  ['2 not two inputs', graph([input, { ...input }]), 'needs exactly one input'],
  ['2 parameter names', graph([input, weights, otherWeights]), '%2 (parameter): a second parameter named w'],
  [
    '2 a finite initial value',
    changed(1, { attributes: { name: 'w', kind: 'parameter', initial: Infinity } }),
    '%1 (parameter): begins as Infinity, which is not finite',
  ],
  [
    '2 a fan to draw over',
    changed(1, {
      attributes: { name: 'w', kind: 'parameter', initial: { distribution: 'uniform', fan: 'in' } },
      type: tensorType(3),
    }),
    '%1 (parameter): has no fan in: its shape is 3',
  ],
  [
    '3 type of its rule',
    changed(4, { type: tensorType('N', 3, 4, 5) }),
    '%4 (map): has type N×3×4×5, its rule infers N×3×4×4',
  ],
  [
    '3 a rule that does not apply',
    changed(1, { type: tensorType(3, 5, 1, 1) }),
    '%3 (conv2d): the filters read 5 channels, the input has 2',
  ],
  [
    '3 too few inputs',
    graph([input, { ...convolution, inputs: [input] } as Node]),
    '%1 (conv2d): has 1 inputs, expected 2 to 3',
  ],
  [
    '3 too many inputs',
    graph([input, { ...dropout, inputs: [input, input] } as Node]),
    '%1 (dropout): has 2 inputs, expected 1',
  ],
  [
    '3 no input at all',
    graph([input, { ...relu, inputs: [], type: bias.type } as Node]),
    '%1 (map): has 0 inputs, expected 1 or more',
  ],
  [
    '3 an expression of more inputs',
    changed(4, { attributes: { of: pointwise.sum } }),
    '%4 (map): add(x0, x1) has 1 inputs',
  ],
  [
    '3 an expression of a count that there is not',
    changed(4, { attributes: { of: divide(operand(0), count) } }),
    '%4 (map): divide(x0, count) asks for a count, which vectors and losses have alone',
  ],
  [
    '3 an expression with an infinity',
    changed(4, { attributes: { of: min(operand(0), { op: 'constant', value: Infinity }) } }),
    '%4 (map): min(x0, Infinity) holds a number that is not finite',
  ],
  [
    '3 a source with inputs',
    graph([weights, { ...input, inputs: [weights] } as unknown as Node]),
    '%1 (input): has 1 inputs, expected 0',
  ],
  ['4 as many values', changed(2, { attributes: { values: [1, 2] } }), '%2 (constant): 2 values for 3'],
  [
    '4 finite values',
    changed(2, { attributes: { values: [1, NaN, 3] } }),
    '%2 (constant): holds a value that is not finite',
  ],
  ['5 a parameter with a batch', changed(1, { type: tensorType('N', 2, 1, 1) }), '%1 (parameter): has a batch'],
  ['5 an input without', changed(0, { type: tensorType(1, 2, 4, 4) }), '%0 (input): has no batch'],
  // The rule of pooling gives its result a batch, whatever its input is.
  [
    '5 a batch from nowhere',
    graph([
      input,
      weights,
      { op: 'global_average_pool', inputs: [weights], attributes: {}, type: tensorType('N', 2, 1, 1), origin: {} },
    ]),
    '%2 (global_average_pool): has a batch that its inputs lack',
  ],
  ['6 taps of one name', { ...valid, taps: [tap(convolution), tap(relu)] }, 'two taps are named tap'],
  ['6 a tap that is listed', { ...valid, taps: [tap(dropout)] }, 'the tap tap is not among its values'],
  ['6 a tap with a batch', { ...valid, taps: [tap(bias)] }, 'the tap tap has no batch'],
  [
    '7 another type than float32',
    changed(4, { type: { ...valid.nodes[4]!.type, dtype: 'f16' } }),
    '%4 (map): is f16; expected f32, as which a graph computes',
  ],
])('%s', (_, broken, message) => {
  const error = (() => {
    try {
      verifyGraph(broken);
      return undefined;
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(VerifyError);
  expect((error as Error).message).toContain(`graph net`);
  expect((error as Error).message).toContain(message);
});
