import type { Layer } from '@resnet-compile/dsl';
import { printModel } from '@resnet-compile/dsl/model-file';
import { describe, expect, test } from 'vitest';
import { expectSameLogits } from './compare.ts';
import { classifierOf, fileOf, floats, integers, scalar, vector, type FileParts } from './file-of.ts';

/** The kinds of layers of a network, those within others included. */
const kindsOf = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(kindsOf);
  if (typeof value !== 'object' || value === null) return [];
  const { kind, activation } = value as Partial<Layer & { readonly activation: unknown }>;
  const own = typeof kind !== 'string' ? [] : [kind === 'activation' ? String(activation) : kind];
  return [...own, ...Object.values(value).flatMap(kindsOf)];
};

type Case = FileParts & {
  readonly has: readonly string[];
  /** Names of layers or kinds that are not there. */
  readonly hasNot?: readonly string[];
  readonly features?: number;
};

/** What newer exporters write, and other spellings; `x` has eight channels, 9×9, and `y` is what the layers give. */
const cases: Readonly<Record<string, Case>> = {
  'SiLU, and hard swish by its operator': {
    nodes: [
      ['Sigmoid', ['x'], ['s']],
      ['Mul', ['x', 's'], ['a']],
      ['HardSwish', ['a'], ['y']],
    ],
    has: ['silu', 'hard_swish'],
  },
  'hard swish by Clip': {
    nodes: [
      ['Add', ['x', 'three'], ['a']],
      ['Clip', ['a', 'zero', 'six'], ['b']],
      ['Mul', ['x', 'b'], ['c']],
      ['Div', ['c', 'six'], ['y']],
    ],
    numbers: { three: scalar(3), zero: scalar(0), six: scalar(6) },
    has: ['hard_swish'],
  },
  'ReLU6 by Clip': {
    nodes: [['Clip', ['x', 'zero', 'six'], ['y']]],
    numbers: { zero: scalar(0), six: scalar(6) },
    has: ['relu6'],
  },
  'ReLU6 by Clip of operator set 9': {
    opset: 9,
    nodes: [['Clip', ['x'], ['y'], { min: { float: 0 }, max: { float: 6 } }]],
    has: ['relu6'],
  },
  'GELU by its operator': { opset: 20, nodes: [['Gelu', ['x'], ['y']]], has: ['gelu'] },
  'GELU by its approximation, taken apart': {
    nodes: [
      ['Pow', ['x', 'three'], ['cube']],
      ['Mul', ['cube', 'small'], ['a']],
      ['Add', ['x', 'a'], ['b']],
      ['Mul', ['b', 'root'], ['c']],
      ['Tanh', ['c'], ['d']],
      ['Add', ['d', 'one'], ['e']],
      ['Mul', ['e', 'half'], ['f']],
      ['Mul', ['x', 'f'], ['y']],
    ],
    numbers: { three: scalar(3), small: scalar(0.044715), root: scalar(0.7978846), one: scalar(1), half: scalar(0.5) },
    has: ['gelu_tanh'],
  },
  'leaky ReLU by a maximum, and by Where': {
    nodes: [
      ['Mul', ['x', 'slope'], ['a']],
      ['Max', ['x', 'a'], ['b']],
      ['Greater', ['b', 'zero'], ['c']],
      ['Mul', ['b', 'slope'], ['d']],
      ['Where', ['c', 'b', 'd'], ['y']],
    ],
    numbers: { slope: scalar(0.1), zero: scalar(0) },
    has: ['leaky_relu'],
  },
  'a batch norm that was taken apart': {
    nodes: [
      ['Sub', ['x', 'bn.running_mean'], ['a']],
      ['Add', ['bn.running_var', 'epsilon'], ['b']],
      ['Sqrt', ['b'], ['c']],
      ['Div', ['a', 'c'], ['d']],
      ['Mul', ['d', 'bn.weight'], ['e']],
      ['Add', ['e', 'bn.bias'], ['y']],
    ],
    numbers: {
      'bn.running_mean': floats(1, 8, 1, 1),
      'bn.running_var': { shape: [1, 8, 1, 1], values: [1, 2, 0.5, 1.5, 0.7, 1.1, 0.9, 2.5] },
      'bn.weight': floats(8, 1, 1),
      'bn.bias': floats(8, 1, 1),
      epsilon: scalar(1e-3),
    },
    has: ['batchNorm'],
  },
  'group norm of operator set 21': {
    opset: 21,
    nodes: [['GroupNormalization', ['x', 'gamma', 'beta'], ['y'], { num_groups: 4, epsilon: { float: 1e-3 } }]],
    numbers: { gamma: floats(8), beta: floats(8) },
    has: ['groupNorm'],
  },
  'group norm as dynamo has it': {
    nodes: [
      ['Reshape', ['x', 'apart'], ['a']],
      ['InstanceNormalization', ['a', 'ones', 'zeros'], ['b'], { epsilon: { float: 1e-5 } }],
      ['Shape', ['x'], ['shape']],
      ['Reshape', ['b', 'shape'], ['c']],
      ['Mul', ['c', 'gamma'], ['d']],
      ['Add', ['d', 'beta'], ['y']],
    ],
    numbers: {
      apart: integers(0, 2, -1),
      ones: vector(1, 1),
      zeros: vector(0, 0),
      gamma: floats(8, 1, 1),
      beta: floats(8, 1, 1),
    },
    has: ['groupNorm'],
  },
  'layer norm of maps, by means': {
    nodes: [
      ['ReduceMean', ['x', 'all'], ['m']],
      ['Sub', ['x', 'm'], ['a']],
      ['Mul', ['a', 'a'], ['b']],
      ['ReduceMean', ['b', 'all'], ['variance']],
      ['Add', ['variance', 'epsilon'], ['c']],
      ['Sqrt', ['c'], ['d']],
      ['Div', ['a', 'd'], ['y']],
    ],
    numbers: { all: integers(1, 2, 3), epsilon: scalar(1e-5) },
    has: ['groupNorm'],
  },
  'squeeze and excitation by ReduceMean and Gemm, and by convolutions': {
    nodes: [
      ['ReduceMean', ['x', 'places'], ['p'], { keepdims: 0 }],
      ['Gemm', ['p', 'w1', 'b1'], ['q'], { transB: 1, alpha: { float: 0.5 }, beta: { float: 2 } }],
      ['Relu', ['q'], ['r']],
      ['Gemm', ['r', 'w2'], ['s']],
      ['HardSigmoid', ['s'], ['t'], { alpha: { float: 1 / 6 } }],
      ['Unsqueeze', ['t', 'places'], ['u']],
      ['Mul', ['u', 'x'], ['a']],
      ['GlobalAveragePool', ['a'], ['b']],
      ['Conv', ['b', 'c1'], ['c']],
      ['Sigmoid', ['c'], ['d']],
      ['Mul', ['a', 'd'], ['y']],
    ],
    numbers: { w1: floats(4, 8), b1: floats(4), w2: floats(4, 8), c1: floats(8, 8, 1, 1) },
    has: ['hard_sigmoid', 'sigmoid', 'branches'],
  },
  'Split by num_outputs, side by side again': {
    nodes: [
      ['Split', ['x'], ['a', 'b'], { axis: 1, num_outputs: 2 }],
      ['Conv', ['a', 'w'], ['c'], { auto_pad: 'SAME_UPPER' }],
      ['Concat', ['c', 'b'], ['y'], { axis: 1 }],
    ],
    numbers: { w: floats(4, 4, 3, 3) },
    has: ['branches', 'conv'],
  },
  'padding by auto_pad: lower, upper, none': {
    nodes: [
      ['MaxPool', ['x'], ['a'], { kernel_shape: [2, 2], strides: [2, 2], auto_pad: 'SAME_LOWER' }],
      ['AveragePool', ['a'], ['b'], { kernel_shape: [2, 2], strides: [1, 1], auto_pad: 'SAME_UPPER' }],
      ['Conv', ['b', 'w'], ['y'], { auto_pad: 'VALID' }],
    ],
    numbers: { w: floats(8, 8, 3, 3) },
    has: ['maxPool', 'averagePool'],
  },
  'pools rounded up, padding counted or not': {
    nodes: [
      [
        'AveragePool',
        ['x'],
        ['a'],
        { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1], count_include_pad: 1 },
      ],
      ['MaxPool', ['a'], ['y'], { kernel_shape: [2, 2], strides: [2, 2], ceil_mode: 1 }],
    ],
    has: ['maxPool', 'averagePool'],
  },
  'zeros around, and every second pixel with channels of zeros': {
    nodes: [
      ['Pad', ['x', 'pads'], ['a']],
      ['Slice', ['a', 'from', 'to', 'places', 'steps'], ['b']],
      ['Pad', ['b', 'channels'], ['y']],
    ],
    numbers: {
      pads: integers(0, 0, 1, 2, 0, 0, 0, 1),
      from: integers(0, 0),
      to: integers(2 ** 62, 2 ** 62),
      steps: integers(2, 2),
      channels: integers(0, 1, 0, 0, 0, 3, 0, 0),
    },
    features: 12,
    has: ['pad', 'subsample', 'padChannels'],
  },
  'what does nothing: Identity, Cast, Dropout, times one': {
    nodes: [
      ['Identity', ['x'], ['a']],
      ['Cast', ['a'], ['b'], { to: 1 }],
      ['Mul', ['b', 'one'], ['c']],
      ['Dropout', ['c'], ['d']],
      ['Relu', ['d'], ['y']],
    ],
    numbers: { one: scalar(1) },
    has: ['relu', 'dropout'],
  },
  'a block of Caffe: factors and shifts behind a batch norm that has none, an ε beside 1e-5': {
    nodes: [
      ['BatchNormalization', ['x', 'ones', 'zeros', 'm', 'v'], ['n'], { epsilon: { float: 1.0000000656873453e-5 } }],
      ['Unsqueeze', ['scale', 'maps'], ['s']],
      ['Unsqueeze', ['shift', 'maps'], ['t']],
      ['Mul', ['n', 's'], ['a']],
      ['Add', ['a', 't'], ['b']],
      ['Relu', ['b'], ['y']],
    ],
    numbers: {
      ones: vector(...Array.from({ length: 8 }, () => 1)),
      zeros: vector(...Array.from({ length: 8 }, () => 0)),
      m: floats(8),
      v: vector(...floats(8).values.map((value) => value + 1)),
      scale: floats(8),
      shift: floats(8),
      maps: integers(1, 2),
    },
    has: ['batchNorm', 'relu'],
    hasNot: ['bn2', 'epsilon'],
  },
  'weights that are filled with one number': {
    nodes: [
      ['ConstantOfShape', ['shape'], ['w']],
      ['Conv', ['x', 'w'], ['c']],
      ['ConstantOfShape', ['eight'], ['b']],
      ['Add', ['c', 'b'], ['y']],
    ],
    numbers: { shape: integers(8, 8, 1, 1), eight: integers(8, 1, 1) },
    has: ['conv'],
  },
  'a block of TensorFlow: a bias behind its convolution': {
    nodes: [
      ['Conv', ['x', 'w'], ['a'], { auto_pad: 'SAME_UPPER', strides: [2, 2] }],
      ['Add', ['a', 'b'], ['c']],
      ['Relu', ['c'], ['y']],
    ],
    numbers: { w: floats(8, 8, 3, 3), b: floats(1, 8, 1, 1) },
    has: ['conv'],
  },
};

describe('what others write gives what it gives by onnxruntime', () => {
  test.each(Object.entries(cases))('%s', async (_, { has, hasNot = [], features = 8, ...parts }) => {
    const { network } = await expectSameLogits(fileOf(classifierOf(parts, features)), { batch: 2 });
    expect(kindsOf(network.body)).toEqual(expect.arrayContaining([...has]));
    for (const none of hasNot) expect(printModel(network)).not.toContain(none);
  });

  test('images with their channels last, a mean of one window, a flattened map', async () => {
    const file: FileParts = {
      opset: 13,
      input: [1, 8, 8, 3],
      nodes: [
        ['Transpose', ['images'], ['t'], { perm: [0, 3, 1, 2] }],
        ['Conv', ['t', 'w'], ['x'], { strides: [2, 2] }],
        ['AveragePool', ['x'], ['p'], { kernel_shape: [4, 4] }],
        ['Shape', ['p'], ['shape']],
        ['Gather', ['shape', 'zero'], ['n']],
        ['Unsqueeze', ['n', 'axis'], ['m']],
        ['Concat', ['m', 'rest'], ['to'], { axis: 0 }],
        ['Reshape', ['p', 'to'], ['flat']],
        ['Gemm', ['flat', 'fc'], ['logits']],
      ],
      numbers: {
        w: floats(6, 3, 2, 2),
        zero: { shape: [], values: [0], isInteger: true },
        axis: integers(0),
        rest: integers(-1),
        fc: floats(6, 4),
      },
    };
    const { notes, network } = await expectSameLogits(fileOf(file), { isChannelsLast: true });
    expect(notes).toEqual(['the file takes N×H×W×C; the network takes N×C×H×W']);
    expect(kindsOf(network.body)).toContain('globalAveragePool');
  });
});
