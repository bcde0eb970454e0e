import { floatsOf, readModel } from '@resnet-compile/onnx';
import { python, withoutTorch } from '@resnet-compile/testing/python';
import { readSafetensors, writeSafetensors } from '@resnet-compile/weights';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { exportNetwork } from '../src/cli/export-network.ts';
import { folderOf, run, runOn } from './command-line.ts';

const model = `import { conv, dense, globalAveragePool, network } from 'resnet-compile';
export default network({ input: [1, 2, 2] }, { conv1: conv(2), pool: globalAveragePool(), fc: dense(3) });
`;
const tensor = (name: string, ...shape: readonly number[]) => ({
  name,
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, index) => index + 0.5),
});
const tensors = [tensor('conv1.weight', 2, 1, 1, 1), tensor('fc.weight', 3, 2), tensor('fc.bias', 3)];
/** As `DataParallel` names them. */
const weights = writeSafetensors(tensors.map(({ name, ...rest }) => ({ name: `module.${name}`, ...rest })));
const files = { 'model.ts': model, 'w.safetensors': weights };

test('a network with its weights, under its own names, whatever theirs are', async () => {
  const folder = folderOf(files);
  const { code, stdout, stderr } = await run(folder, [
    'export',
    'model.ts',
    '--weights',
    'w.safetensors',
    '--to',
    'out/net.ONNX',
    '--opset',
    '13',
    '--batch',
    '4',
    '--outputs',
    'conv1',
  ]);
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `model.ts → out/net.ONNX: model, 3 tensors of w.safetensors
  ONNX of opset 13, as trained: images 4×1×2×2 → logits, conv1
`,
    stderr: '',
  });
  const { graph, opsetImport, metadataProps, producerVersion } = readModel(readFileSync(join(folder, 'out/net.ONNX')));
  expect({ opsetImport, metadataProps, producerVersion }).toEqual({
    opsetImport: [{ domain: '', version: 13 }],
    metadataProps: [
      { key: 'model', value: 'model.ts' },
      { key: 'layers', value: 'as trained' },
    ],
    producerVersion: '0.1.0',
  });
  for (const { name, data } of tensors) {
    const found = graph?.initializer.find((each) => each.name === name);
    expect(found && floatsOf(found), name).toEqual(data);
  }
  expect(graph?.output.map(({ name }) => name)).toEqual(['logits', 'conv1']);
});

test('the initial values of a seed, where they are asked for', async () => {
  const folder = folderOf(files);
  const { code, stdout } = await run(folder, ['export', 'model.ts', '--seed', '0', '--to', 'a.onnx', '--folded']);
  expect({ code, stdout }).toEqual({
    code: 0,
    stdout: `model.ts → a.onnx: model, 3 tensors of seed 0
  ONNX of opset 17, with batch norms folded: images N×1×2×2 → logits
`,
  });
  expect(readdirSync(folder).sort()).toEqual(['a.onnx', 'model.ts', 'w.safetensors']);
});

describe('a file of PyTorch', () => {
  const given = ['export', 'model.ts', '--weights', 'w.safetensors', '--to', 'net.py'];

  test('a text, and the weights beside it under their own names', async () => {
    const folder = folderOf(files);
    const { code, stdout, stderr } = await run(folder, given);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `model.ts → net.py: model, 3 tensors of w.safetensors
  its weights are in net.py.safetensors, which has to stand beside it; \`python net.py\` tries it
`,
      stderr: '',
    });
    const state = readSafetensors(readFileSync(join(folder, 'net.py.safetensors')));
    expect([...state.values()].map(({ name, shape, data }) => ({ name, shape, data: [...data] }))).toEqual(
      tensors.map(({ name, shape, data }) => ({ name, shape, data: [...data] })),
    );
    expect(readFileSync(join(folder, 'net.py'), 'utf8')).toMatch(/^class \w+\(nn\.Module\):/m);
  });

  test.skipIf(!python)(`gives what the network gives${withoutTorch}`, async () => {
    const folder = folderOf(files);
    await run(folder, given);
    const script = `import json, torch, net
print(json.dumps(net.load()(torch.ones(1, 1, 2, 2)).tolist()))`;
    const { stdout } = await promisify(execFile)(python ?? '', ['-c', script], { cwd: folder });
    // A convolution to 0.5 and 1.5, their means, and the classifier's rows of them.
    const logits = [0, 1, 2].map((row) => 0.5 * (2 * row + 0.5) + 1.5 * (2 * row + 1.5) + row + 0.5);
    expect(JSON.parse(stdout)).toEqual([logits]);
  });

  test("is none of a network with a layer named 'training', which modules have for themselves", async () => {
    const taken = { 'model.ts': model.replace('pool:', 'training:') };
    const { code, stdout, stderr, changed } = await runOn(taken, [
      'export',
      'model.ts',
      '--seed',
      '0',
      '--to',
      'net.py',
    ]);
    expect({ code, stdout, stderr, changed }).toEqual({
      code: 1,
      stdout: '',
      stderr: `model.ts: a layer is named 'training', which modules of PyTorch have for themselves; give it another name
nothing was written.
`,
      changed: false,
    });
  });
});

describe('mistakes, of which nothing is written', () => {
  test.each([
    [{ seed: 0 }, 'export: it is not said where to; expected --to model.onnx. Nothing was written.'],
    [
      { to: 'a.onnx' },
      'export: there are no weights; expected --weights and a file of them, or --seed 0 for the initial values that load({ seed: 0 }) has. Nothing was written.',
    ],
    [{ to: 'a.onnx', seed: 0, weights: 'w.safetensors' }, 'export: --weights and --seed are both there; expected'],
    [
      { to: 'a.txt', seed: 0 },
      "--to a.txt: the format follows from the file's name; expected one that ends with .onnx (ONNX)",
    ],
    [{ to: 'model.ts', seed: 0 }, "--to model.ts: the format follows from the file's name"],
  ])('%o', async (options, said) => {
    await expect(exportNetwork('model.ts', options)).rejects.toThrow(said);
  });

  test.each([
    ['--seed 0 --opset 8', '--opset is 8; expected an integer from 9 to'],
    [
      '--seed 0 --outputs conv2',
      "model.ts: model cannot be exported: outputs: no layer has the path 'conv2'; did you mean 'conv1'?",
    ],
  ])('%s', async (options, said) => {
    const given = ['export', 'model.ts', '--to', 'a.onnx', ...options.split(' ')];
    const { code, stdout, stderr, changed } = await runOn(files, given);
    expect({ code, stdout, changed }).toEqual({ code: 1, stdout: '', changed: false });
    expect(stderr.slice(0, said.length)).toBe(said);
  });
});
