import { writeSafetensors } from '@resnet-compile/weights';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { printWeights } from '../src/cli/print-weights.ts';

/** What the command says of a file in a folder of these files. */
async function list(name: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'list-'));
  for (const [path, content] of Object.entries(files)) writeFileSync(join(folder, path), content);
  let said = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    await printWeights(join(folder, name));
  } catch (error) {
    said += (error as Error).message;
  } finally {
    write.mockRestore();
    rmSync(folder, { recursive: true });
  }
  return said.replaceAll(join(folder, '/'), '');
}

const fixture = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../weights/tests/fixtures/mini/${name}.pth`, import.meta.url)));
const one = (name: string, ...shape: readonly number[]): Uint8Array =>
  writeSafetensors([{ name, shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }]);

test('what a PyTorch file holds', async () => {
  expect(await list('a.pth', { 'a.pth': fixture('lone-tensor') })).toBe(`a.pth: PyTorch's zip format
at the root: 1 tensor
  best_acc1  F32 []
net_state_dict: 2 tensors (taken, without --select)
  fc.weight  F32 [2, 3]
  fc.bias    F32 [2]
`);
  expect(await list('a.pth', { 'a.pth': fixture('posixpath') })).toBe(`a.pth: PyTorch's zip format
state_dict: 2 tensors
  fc.weight  F32 [2, 3]
  fc.bias    F32 [2]
besides:
  p: an object of pathlib.PosixPath
`);
  expect(await list('a.pth', { 'a.pth': fixture('whole-model') })).toMatch(
    /^a\.pth: PyTorch's zip format\nno dictionary of tensors: it holds the module itself under model, .*\nbesides:\n {2}model: an object of models.resnet.ResNet\n {2}epoch: 1\n$/,
  );
});

test('names that steer a terminal are literals', async () => {
  const said = await list('a', { a: one('\x1b[2J\n', 1) });
  expect(said).toBe('a: safetensors\nat the root: 1 tensor\n  "\\u001b[2J\\n"  F32 [1]\n');
});

test('an index, with the files beside it', async () => {
  const index = (shard: string): string =>
    JSON.stringify({ weight_map: { 'fc.weight': 'a.safetensors', 'fc.bias': shard } });
  const files = {
    'a.safetensors': one('fc.weight', 2, 3),
    'b.safetensors': one('fc.bias', 2),
    'model.safetensors.index.json': index('b.safetensors'),
    'missing.json': index('c.safetensors'),
    'outside.json': index('../b.safetensors'),
  };
  expect(await list('model.safetensors.index.json', files)).toBe(
    'model.safetensors.index.json: an index of 2 files\nat the root: 2 tensors\n  fc.weight  F32 [2, 3]\n  fc.bias    F32 [2]\n',
  );
  expect(await list('missing.json', files)).toBe(
    'missing.json: the file is an index of weights in 2 files, of which 1 are missing: c.safetensors; put them beside it (in code: the option shards of readWeightsFile)',
  );
  expect(await list('outside.json', files)).toBe(
    'outside.json: the index says that fc.bias is in "../b.safetensors"; expected the name of a file in the same folder\nnothing was written.',
  );
});
