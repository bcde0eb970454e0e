import { modelFile } from '@resnet-compile/dsl/model-file';
import { describe, expect, test } from 'vitest';
import { importOnnx, OnnxError, writeModel, type Written } from '../../src/index.ts';
import { classifierOf, fileOf, floats, integers, modelOf, scalar, type FileParts } from './file-of.ts';

const refusalOf = (bytes: Uint8Array, options: Parameters<typeof importOnnx>[1] = {}): string => {
  try {
    importOnnx(bytes, options);
  } catch (error) {
    expect(error).toBeInstanceOf(OnnxError);
    return (error as Error).message;
  }
  throw new Error('it was read');
};

test('all that no layer does is said at once, by node, operator and inputs', () => {
  const message = refusalOf(
    fileOf(
      classifierOf({
        nodes: [
          ['Resize', ['x', '', 'scales'], ['big']],
          ['Sub', ['x', 'x2'], ['difference']],
          ['Exp', ['x'], ['x2']],
          ['GlobalMaxPool', ['difference'], ['g']],
          ['Mul', ['big', 'g'], ['y']],
        ],
        numbers: { scales: floats(4) },
      }),
    ),
  );
  expect(message).toMatch(/^4 nodes of this file cannot be said as layers:\n/);
  expect(message).toContain('node_big (Resize of x, scales): no layer does this');
  expect(message).toContain('node_g (GlobalMaxPool of difference): no layer does this');
  expect(message).toContain('node_difference (Sub of x, x2): layers add and multiply, and do not subtract');
});

test('a quantized network is called that', () => {
  const nodes = [
    ['DynamicQuantizeLinear', ['x'], ['q', 'scale', 'zero']],
    ['DequantizeLinear', ['q', 'scale', 'zero'], ['y']],
  ] as const;
  const message = refusalOf(fileOf(classifierOf({ nodes })));
  expect(message).toMatch(
    /node_q \(DynamicQuantizeLinear of x\): it is of a quantized network; import the one that was/,
  );
});

const refused: Readonly<Record<string, readonly [FileParts, RegExp]>> = {
  'a circle': [
    {
      nodes: [
        ['Add', ['x', 'b'], ['a']],
        ['Relu', ['a'], ['b']],
        ['Relu', ['b'], ['y']],
      ],
    },
    /in a circle/,
  ],
  'a name twice': [
    {
      nodes: [
        ['Relu', ['x'], ['y']],
        ['Tanh', ['x'], ['y']],
      ],
    },
    /y is the name of two values/,
  ],
  'a name that nothing has': [{ nodes: [['Add', ['x', 'nothing'], ['y']]] }, /reads nothing, which nothing computes/],
  'an old operator set': [{ opset: 6, nodes: [['Relu', ['x'], ['y']]] }, /operator set 6; expected 7 or later/],
  'an output that there is not': [{ nodes: [['Relu', ['x'], ['y']]], outputs: ['other'] }, /no value other/],
  'a tensor of more elements than there is memory': [
    {
      nodes: [
        ['ConstantOfShape', ['large'], ['c']],
        ['Add', ['x', 'c'], ['y']],
      ],
      numbers: { large: integers(100000, 100000, 100000) },
    },
    /it makes a tensor of 100000×100000×100000/,
  ],
  'constants that take for ever': [
    {
      nodes: [
        ['Expand', ['one', 'large'], ['c0']],
        ...Array.from({ length: 40 }, (_, index) => ['Tanh', [`c${index}`], [`c${index + 1}`]] as const),
        ['ReduceSum', ['c40'], ['c']],
        ['Add', ['x', 'c'], ['y']],
      ],
      numbers: { one: scalar(1), large: integers(4000, 4000) },
    },
    /more work than a network of this size needs/,
  ],
  'a dilated pool': [
    { nodes: [['MaxPool', ['x'], ['y'], { kernel_shape: [2, 2], dilations: [2, 2] }]] },
    /dilation 2×2; expected 1/,
  ],
  'rows that were turned, of any number of images': [
    {
      nodes: [
        ['ReduceMean', ['x', 'places'], ['m'], { keepdims: 0 }],
        ['Transpose', ['m'], ['t']],
        ['LayerNormalization', ['t', 'one'], ['n'], { axis: 0 }],
        ['Transpose', ['n'], ['r']],
        ['Unsqueeze', ['r', 'places'], ['y']],
      ],
      numbers: { one: scalar(1) },
    },
    /no layer/,
  ],
  'filters of other channels': [
    { nodes: [['Conv', ['x', 'w'], ['y']]], numbers: { w: floats(8, 3, 1, 1) } },
    /read 8 channels/,
  ],
  'joins that lie across each other without an end': [
    {
      nodes: [
        ['Conv', ['x', 'w'], ['a1']],
        ['Add', ['x', 'a1'], ['a2']],
        ...Array.from({ length: 20 }, (_, index) => [
          ['Relu', [`a${index + 1}`], [`r${index + 3}`]] as const,
          ['Mul', [`r${index + 3}`, `a${index + 2}`], [`a${index + 3}`]] as const,
        ]).flat(),
        ['Relu', ['a22'], ['y']],
      ],
      numbers: { w: floats(8, 8, 1, 1) },
    },
    /read in joins that lie across each other; .* more than 1000 layers/,
  ],
};

describe('refused', () => {
  test.each(Object.entries(refused))('%s', (_, [parts, message]) => {
    expect(refusalOf(fileOf({ ...classifierOf(parts), ...(parts.outputs ? { outputs: parts.outputs } : {}) }))).toMatch(
      message,
    );
  });

  test('images of any size, until one is said', () => {
    const bytes = fileOf(classifierOf({ input: ['N', 3, 'H', 'W'], nodes: [['Relu', ['x'], ['y']]] }));
    expect(refusalOf(bytes)).toContain('of any size; say one, --input 3,224,224');
    expect(refusalOf(bytes, { input: [4, 8, 8] })).toContain('the input that is asked for is [4,8,8]');
    expect(importOnnx(bytes, { input: [3, 8, 8] }).network.input).toEqual([3, 8, 8]);
  });

  test('subgraphs, operators of others, weights that were not exported', () => {
    const model = modelOf(classifierOf({ nodes: [['Relu', ['x'], ['y']]] }));
    const withNode = (node: Written<'NodeProto'>): Uint8Array =>
      writeModel({
        ...model,
        graph: {
          ...model.graph,
          node: model.graph?.node?.map((each) => (each.opType === 'Relu' ? { ...each, ...node } : each)),
        },
      });
    const branch = { name: 'then_branch', g: { name: 'inner' }, type: 5 };
    expect(refusalOf(withNode({ opType: 'If', attribute: [branch] }))).toContain(
      'node_y (If of x): no layer does this',
    );
    expect(refusalOf(withNode({ domain: 'com.microsoft', opType: 'FusedRelu' }))).toContain(
      'an operator of com.microsoft',
    );
    const weights = model.graph?.initializer ?? [];
    const inputs = weights.map(({ name }) => ({ ...model.graph?.input?.[0], name }));
    expect(
      refusalOf(
        writeModel({
          ...model,
          graph: { ...model.graph, initializer: [], input: [...(model.graph?.input ?? []), ...inputs] },
        }),
      ),
    ).toContain('it takes 6 inputs');
  });
});

test('names are data: in the model file they are cleaned, and run nowhere', () => {
  const hostile = ["');process.exit()//", '__proto__', 'a\nb', '${x}`"', 'constructor', '..', '🙂', 'x'.repeat(5000)];
  const parts = classifierOf({ nodes: [['Relu', ['x'], ['y']]] });
  const model = modelOf(parts);
  for (const name of hostile) {
    const rename = (given: string): string => (given === 'p_conv_weight' ? `${name}.${name}.weight` : given);
    const graph = {
      ...model.graph,
      node: model.graph?.node?.map((node) => ({
        ...node,
        name: `/${name}/${name}/Op`,
        input: node.input?.map(rename),
      })),
      initializer: model.graph?.initializer?.map((each) => ({ ...each, name: rename(each.name ?? '') })),
    };
    const { network, state } = importOnnx(writeModel({ ...model, graph }));
    const { text } = modelFile(network);
    expect(text).not.toMatch(/process\.exit|\$\{|__proto__:/);
    expect(text.length).toBeLessThan(2000);
    expect(state.size).toBe(4);
  }
  expect(Object.prototype).not.toHaveProperty('layer');
});
