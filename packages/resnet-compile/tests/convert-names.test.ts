import type { ParameterDeclaration } from '@resnet-compile/ir';
import { readSafetensors, writeSafetensors, type Tensor } from '@resnet-compile/weights';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nameFileText, readNameFile, readPairing } from '../src/cli/name-file.ts';
import { nameTensors } from '../src/cli/name-tensors.ts';
import { folderOf, run } from './command-line.ts';

const model = `import * as dsl from 'resnet-compile';
export default dsl.network({ input: [1, 4, 4] }, {
  conv1: dsl.conv(2), bn1: dsl.batchNorm(), conv2: dsl.conv(2), conv3: dsl.conv(2), pool: dsl.globalAveragePool(), fc: dsl.dense(3),
});
`;
let filled = 0;
const tensor = (name: string, ...shape: readonly number[]) => ({
  name,
  shape,
  data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(++filled),
});
const norm = (name: string) =>
  ['weight', 'bias', 'running_mean', 'running_var'].map((part) => tensor(`${name}.${part}`, 2));
const foreign = [
  tensor('a.0.weight', 2, 1, 1, 1),
  ...norm('a.1'),
  tensor('b.x.weight', 2, 2, 1, 1),
  tensor('b.y.weight', 2, 2, 1, 1),
  tensor('z.weight', 3, 2),
  tensor('z.bias', 3),
];
const own = [
  'conv1.weight',
  ...norm('bn1').map(({ name }) => name),
  'conv2.weight',
  'conv3.weight',
  'fc.weight',
  'fc.bias',
];
const convert = ['weights', 'convert', 'in.bin', '--model', 'model.ts', '--out', 'out.safetensors'];
const namesOf = (folder: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, 'out.safetensors.names.json'), 'utf8')) as Record<string, unknown>;
const valuesOf = (folder: string): unknown[] =>
  [...readSafetensors(new Uint8Array(readFileSync(join(folder, 'out.safetensors')))).values()].map(({ name, data }) => [
    name,
    data[0],
  ]);
const right = own.map((name, place) => [name, foreign[place]?.data[0]]);

describe('weights convert --pair', () => {
  test('names that no rule knows are paired by order and shape, and written down', async () => {
    const folder = folderOf({ 'model.ts': model, 'in.bin': writeSafetensors(foreign) });
    const accepted = await run(folder, [...convert, '--pair']);
    expect([accepted.code, accepted.stderr]).toEqual([0, '']);
    expect(accepted.stdout).toContain('names paired by order and shape, written to out.safetensors.names.json');
    expect(namesOf(folder)).toEqual({
      names: Object.fromEntries(foreign.map(({ name }, place) => [name, own[place]])),
    });
    expect(valuesOf(folder)).toEqual(right);
  });
});

describe('names on the command line', () => {
  const found = new Map(foreign.map((one) => [one.name, one]));
  const expected = own.map((name, place) => ({ name, shape: foreign[place]?.shape ?? [] })) as ParameterDeclaration[];
  const named = (pair: string, from: ReadonlyMap<string, Tensor> = found) =>
    readPairing(pair, 'out').then((pairing) => nameTensors(from, expected, expected, pairing));
  const fileOf = (text: string): string => join(folderOf({ 'my.json': text }), 'my.json');
  const names = Object.fromEntries(foreign.map(({ name }, place) => [name, own[place]]));

  test('what is paired by order and shape is proposed', async () => {
    const { advice, files } = nameTensors(found, expected, expected, await readPairing(false, 'out'));
    expect(files.size).toBe(0);
    expect(advice).toBe(`no rule knows these names, but by order and shape 9 pair:
  a.0.weight → conv1.weight
  a.1.weight → bn1.weight
  a.1.bias → bn1.bias
  a.1.running_mean → bn1.running_mean
  a.1.running_var → bn1.running_var
  … and 4 more
file and network have the same shapes in the same order throughout
2 layers have the shapes of others: which of these is which, their order alone says
check them; --pair accepts them and writes them to out.names.json, to be read in their place from then on`);
  });

  test('a file of names is read in the place of rules', async () => {
    const swapped: Record<string, string | undefined> = {
      ...names,
      'b.x.weight': 'conv3.weight',
      'b.y.weight': 'conv2.weight',
    };
    const path = fileOf(JSON.stringify({ names: swapped }));
    const { mapped, notes, files } = await named(path);
    expect([...mapped].map(([name, { data }]) => [name, data[0]])).toEqual(
      foreign.map(({ name, data }) => [swapped[name], data[0]]),
    );
    expect([notes, files.size]).toEqual([[`names from ${path}`], 0]);
  });

  const form = 'holds no names; expected JSON of the form { "names": { "name in the file": "name in the network" } }';
  test.each([
    ['no JSON', 'names', form],
    ['null', 'null', form],
    ['numbers', '{ "names": { "a": 1 } }', form],
    ['another file’s names', '{ "names": { "c": "fc.bias" } }', 'the names have c, which the file has not'],
    ['another network’s names', '{ "names": { "z.bias": "z" } }', 'the names have z, which the network has not'],
  ])('a file of names that holds %s', (_, text, said) => expect(named(fileOf(text))).rejects.toThrow(said));

  test('names that are written are read, whatever they are', async () => {
    const hostile = new Map([
      ['__proto__', 'a'],
      ["'; process.exit()\n", '__proto__'],
    ]);
    expect(await readNameFile(fileOf(nameFileText(hostile)))).toEqual(hostile);
  });

  test('any text as a file of names is read or refused, in words', () => {
    const path = fileOf('');
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.dictionary(fc.string({ unit: 'binary' }), fc.string()).map((names) => JSON.stringify({ names })),
      fc.jsonValue().map((names) => JSON.stringify({ names })),
    );
    return fc.assert(
      fc.asyncProperty(texts, async (text) => {
        writeFileSync(path, text);
        const read = await readNameFile(path).catch((error: Error) => error);
        if (read instanceof Error) expect(read.message).toBe(`${path} ${form}. Nothing was written.`);
        else expect([...(read ?? [])].flat().every((name) => typeof name === 'string')).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('what is left out is said', async () => {
    const encoder = foreign.map((one, place) => [`encoder_q.${own[place] ?? ''}`, one] as const);
    const { notes } = await named('none', new Map([...encoder, ['queue', tensor('queue', 2, 8)]]));
    expect(notes).toEqual(["left out: queue (MoCo's queue)"]);
  });

  test('where shapes do not fit either, nothing is proposed', async () => {
    const { advice, files } = await named('none', new Map([...found].slice(1)));
    expect([advice, files.size]).toEqual([
      '--pair: by order and shape, not all that the network has finds its place either',
      0,
    ]);
  });
});
