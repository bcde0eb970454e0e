import { resnet } from '@resnet-compile/dsl';
import { externalFields, exportOnnx, readModel, writeModel } from '@resnet-compile/onnx';
import { build } from '@resnet-compile/compiler';
import { nodesOf } from '@resnet-compile/ir';
import { readSafetensors } from '@resnet-compile/weights';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importNetwork } from '../src/cli/import-network.ts';
import { folderOf, run } from './command-line.ts';

const small = resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 5 });
const { graph } = build(small, { name: 'small' });
const state = Object.fromEntries(
  (graph ? nodesOf(graph, 'parameter') : []).map(({ attributes: { name }, type }) => [
    name,
    Float32Array.from(
      { length: type.shape.reduce<number>((a, b) => a * Number(b), 1) },
      (_, index) => index / 100 + 0.5,
    ),
  ]),
);
const { bytes } = exportOnnx(small, state);

test('writes the model file and the weights, and nothing over what is there', async () => {
  const folder = folderOf({ 'net.onnx': bytes });
  const { code, stdout, stderr } = await run(folder, ['import', 'net.onnx']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^net\.onnx → net\.ts: resnet\(\), \d+ layers, images of 3×8×8\n {2}net\.safetensors: 32 tensors, [\d,]+ numbers\nNext: npx resnet-compile net\.ts, then load\(\{ weights: 'net\.safetensors' \}\)\n$/,
  );
  expect(readFileSync(join(folder, 'net.ts'), 'utf8')).toContain('stages: [1, 1]');
  const written = readSafetensors(new Uint8Array(readFileSync(join(folder, 'net.safetensors'))));
  expect(Object.fromEntries(Array.from(written, ([name, { data }]) => [name, data]))).toEqual(state);
  const again = await run(folder, ['import', 'net.onnx']);
  expect(again.stderr).toContain('net.ts is there already; nothing was written. Add --force');
  expect(again.code).toBe(1);
});

test('files beside it are read within its folder alone; what is wrong leaves nothing behind', async () => {
  const model = readModel(bytes);
  const weights = model.graph?.initializer ?? [];
  const first = weights.find(({ name }) => name === 'conv1.weight');
  const length = first?.rawData?.length ?? 0;
  const outside = (location: string): Uint8Array =>
    writeModel({
      ...model,
      graph: model.graph && {
        ...model.graph,
        initializer: weights.map((each) =>
          each === first
            ? {
                name: each.name,
                dims: each.dims,
                dataType: each.dataType,
                ...externalFields({ location, offset: 0, length }),
              }
            : each,
        ),
      },
    });
  const folder = folderOf({ 'secret.bin': new Uint8Array(length) });
  mkdirSync(join(folder, 'model'));
  for (const [name, location] of [
    ['up', '../secret.bin'],
    ['link', 'linked.bin'],
    ['short', 'short.bin'],
    ['none', 'none.bin'],
  ] as const)
    writeFileSync(join(folder, 'model', `${name}.onnx`), outside(location));
  symlinkSync(join(folder, 'secret.bin'), join(folder, 'model/linked.bin'));
  writeFileSync(join(folder, 'model/short.bin'), new Uint8Array(length - 1));
  const before = readdirSync(folder, { recursive: true });
  const said = await Promise.all(
    ['up', 'link', 'short', 'none'].map((name) =>
      importNetwork(join(folder, `model/${name}.onnx`), { out: join(folder, 'net.ts') }).then(
        () => 'it was read',
        (error: unknown) => (error as Error).message,
      ),
    ),
  );
  expect(said[0]).toContain('expected the path of a file within the folder of the model');
  expect(said[1]).toContain('is a link that leads out of the folder of the model');
  expect(said[2]).toContain(`has ${length - 1} bytes; the model reads ${length}`);
  expect(said[3]).toContain('is not beside it; put it there');
  expect(readdirSync(folder, { recursive: true })).toEqual(before);
});
