import { modelFile, printModel } from '@resnet-compile/dsl/model-file';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { importOnnx, readModel, writeModel } from '../../src/index.ts';
import { expectSameLogits } from './compare.ts';

const folder = new URL('fixtures/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, folder)));

/** The same file, which predicts where it trained. */
function predicting(bytes: Uint8Array): Uint8Array {
  const model = readModel(bytes);
  const { graph } = model;
  return writeModel({
    ...model,
    graph: graph && {
      ...graph,
      node: graph.node.map((node) =>
        node.opType === 'BatchNormalization'
          ? {
              ...node,
              output: node.output.slice(0, 1),
              attribute: node.attribute.filter(({ name }) => name !== 'training_mode'),
            }
          : node.opType === 'Dropout'
            ? { ...node, input: node.input.slice(0, 2) }
            : node,
      ),
    },
  });
}

describe('what PyTorch 1.13 exports gives what it gives by onnxruntime', () => {
  test.each(files)('%s', async (name) => {
    const bytes = read(name);
    const isTraining = name.includes('training') || name === 'row-norm-17.onnx';
    const isAnyBatch = JSON.stringify(readModel(bytes).graph?.input).includes('"dimParam":"N"');
    const { notes } = await expectSameLogits(bytes, {
      batch: isAnyBatch ? 3 : 1,
      ...(isTraining ? { by: predicting(bytes) } : {}),
      ...(name.startsWith('normalized') ? { isSoftmax: true } : {}),
    });
    expect(notes.length).toBe(isTraining || name.startsWith('normalized') ? 1 : 0);
  });
});

test.each([
  'bottleneck-17-kept',
  'bottleneck-13-folded',
  'res2net-13',
  'split-attention-13',
  'densenet-17',
  'normalized-17',
])('%s, layer by layer', async (name) => {
  await expect(printModel(importOnnx(read(`${name}.onnx`)).network)).toMatchFileSnapshot(`layers/${name}.txt`);
});

test.each([
  ['basic-9-folded', 'stages: [2, 1, 1, 1], width: 2, norm: identity(), bias: true, input: [3, 32, 32], classes: 5'],
  ['basic-17-folded', 'stages: [2, 1, 1, 1], width: 2, norm: identity(), bias: true, input: [3, 32, 32], classes: 5'],
  [
    'bottleneck-13-folded',
    "stages: [1, 2, 1, 1], block: 'bottleneck', width: 2, norm: identity(), bias: true, input: [3, 32, 32], classes: 5",
  ],
])('%s is one call', (name, options) => {
  const text = modelFile(importOnnx(read(`${name}.onnx`)).network).text.replaceAll(/\s+/g, ' ');
  expect(text.replace(', }', ' }')).toContain(`export default resnet({ ${options} });`);
});

test('however a network was exported, it has one state', () => {
  const [first, ...others] = ['basic-11-kept', 'basic-13-kept', 'basic-17-kept'].map(
    (name) => importOnnx(read(`${name}.onnx`)).state,
  );
  for (const other of others) expect(other).toEqual(first);
  expect([...(first?.keys() ?? [])].slice(5, 8)).toEqual([
    'layer1.0.conv1.weight',
    'layer1.0.bn1.weight',
    'layer1.0.bn1.bias',
  ]);
});
