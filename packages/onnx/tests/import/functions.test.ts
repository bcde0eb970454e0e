import { modelFile } from '@resnet-compile/dsl/model-file';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { importOnnx, OnnxError, writeModel, type Written } from '../../src/index.ts';
import { expectSameLogits } from './compare.ts';
import { classifierOf, floats, modelOf } from './file-of.ts';

type Function_ = Written<'FunctionProto'>;
const own = 'tests.functions';
const call = (opType: string, input: readonly string[], output: readonly string[]): Written<'NodeProto'> => ({
  opType,
  domain: own,
  name: `node_${output[0] ?? ''}`,
  input,
  output,
});

/** A file in which `y` is what a function makes of `x`. */
function fileWith(functions: readonly Function_[], nodes: readonly Written<'NodeProto'>[]): Uint8Array {
  const model = modelOf(
    classifierOf({ nodes: [], numbers: { 'a.weight': floats(8, 8, 1, 1), 'b.weight': floats(8, 8, 3, 3) } }),
  );
  const { graph } = model;
  return writeModel({
    ...model,
    opsetImport: [...(model.opsetImport ?? []), { domain: own, version: 1 }],
    functions: functions.map((each) => ({
      domain: own,
      opsetImport: [{ version: 18 }, { domain: own, version: 1 }],
      ...each,
    })),
    graph: { ...graph, node: [...(graph?.node ?? []), ...nodes] },
  });
}

const refusalOf = (bytes: Uint8Array): string => {
  try {
    importOnnx(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(OnnxError);
    return (error as Error).message;
  }
  throw new Error('it was read');
};

const convolution: Function_ = {
  name: 'convolution',
  input: ['x', 'weight', 'bias'],
  output: ['y'],
  attribute: ['around'],
  attributeProto: [{ name: 'slope', f: 0.2, type: 1 }],
  node: [
    {
      opType: 'Conv',
      name: 'conv',
      input: ['x', 'weight', 'bias'],
      output: ['h'],
      attribute: [{ name: 'pads', refAttrName: 'around', type: 7 }],
    },
    {
      opType: 'LeakyRelu',
      name: 'activation',
      input: ['h'],
      output: ['y'],
      attribute: [{ name: 'alpha', refAttrName: 'slope', type: 1 }],
    },
  ],
};
const pads = { name: 'around', ints: [1, 1, 1, 1], type: 7 };

test('functions within functions: attributes that the call says, or not, inputs that it leaves out, names that are its own', async () => {
  const block: Function_ = {
    name: 'block',
    input: ['x', 'a', 'b'],
    output: ['y', 'same'],
    node: [
      { opType: 'Identity', input: ['x'], output: ['same'] },
      call('convolution', ['x', 'a'], ['h']),
      { ...call('convolution', ['h', 'b'], ['k']), attribute: [pads, { name: 'slope', f: 0.1, type: 1 }] },
      { opType: 'Add', input: ['k', 'x'], output: ['y'] },
    ],
  };
  const bytes = fileWith(
    [block, convolution],
    [
      call('block', ['x', 'a.weight', 'b.weight'], ['h', 'same']),
      { opType: 'Mul', input: ['h', 'same'], output: ['k'] },
      call('block', ['k', 'a.weight', 'b.weight'], ['y', 'unused']),
    ],
  );
  const { network, state } = await expectSameLogits(bytes, { batch: 2 });
  expect(modelFile(network).text).toMatch(/leakyRelu\(\{ slope: 0.2 \}\)[^]*leakyRelu\(\{ slope: 0.1 \}\)/);
  // Both calls read them.
  expect([...state.keys()].filter((name) => /\b[ab]\.weight$/.test(name)).length).toBe(2);
});

test('modules that PyTorch exported as functions: the call that a person would write', () => {
  const bytes = readFileSync(new URL('fixtures/functions-basic-17.onnx', import.meta.url));
  expect(modelFile(importOnnx(bytes).network).text).toContain(
    'export default resnet({ stages: [2, 1, 1, 1], width: 2, input: [3, 32, 32], classes: 5 });',
  );
});

test.each([
  [
    'a circle',
    [
      { name: 'a', input: ['x'], output: ['y'], node: [call('b', ['x'], ['y'])] },
      { name: 'b', input: ['x'], output: ['y'], node: [call('a', ['x'], ['y'])] },
    ],
    /call each other in a circle: a, b, a$/,
  ],
  [
    'one in the other, without an end',
    ['a', ...Array.from({ length: 99 }, (_, index) => `a${index}`)].map((name, index) => ({
      name,
      input: ['x'],
      output: ['y'],
      node: [call(`a${index}`, ['x'], ['y'])],
    })),
    /more than 64 deep/,
  ],
  [
    'twice as many each time',
    ['a', ...Array.from({ length: 40 }, (_, index) => `a${index}`)].map((name, index) => ({
      name,
      input: ['x'],
      output: ['y'],
      node: index === 40 ? [] : [call(`a${index}`, ['x'], ['h']), call(`a${index}`, ['h'], ['y'])],
    })),
    /more than 50000 nodes, with those of its functions/,
  ],
  [
    'a name of the graph',
    [{ name: 'a', input: ['x'], output: ['y'], node: [{ opType: 'Add', input: ['x', 'product'], output: ['y'] }] }],
    /reads node_y\/product, which nothing computes/,
  ],
  [
    'no layer',
    [
      {
        name: 'a',
        input: ['x'],
        output: ['y'],
        node: [{ opType: 'Resize', name: 'big', input: ['x'], output: ['y'] }],
      },
    ],
    /node_y\/big \(Resize of x\): no layer does this/,
  ],
] as const)('refused: functions that are %s', (_, functions, message) => {
  expect(refusalOf(fileWith(functions, [call('a', ['x'], ['y'])]))).toMatch(message);
});
