import { describe, expect, test } from 'vitest';
import { listWeights, readWeights, readWeightsFile, shardNames, writeSafetensors } from '../src/index.ts';
import { errorOf, fixture, tensor } from './fixture.ts';

const index = (map: object): Uint8Array =>
  new TextEncoder().encode(JSON.stringify({ metadata: { total_size: 24 }, weight_map: map }));
const [one, two] = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
const file = (...names: readonly string[]): Uint8Array =>
  writeSafetensors(names.map((name) => tensor(name, [2], [1, 2])));
const shards = new Map([
  [one, file('b', 'a')],
  [two, file('c')],
]);
const map = { a: one, b: one, c: two };
const refused = (of: object, files: ReadonlyMap<string, Uint8Array> = shards): string =>
  errorOf(() => readWeightsFile(index(of), { fileName: 'index.json', shards: files }));

describe('an index of weights in several files', () => {
  test('is read with its shards, in its order', () => {
    expect(shardNames(index(map))).toEqual([one, two]);
    const { tensors, taken, others } = readWeightsFile(index(map), { shards });
    expect([...tensors.values()]).toEqual(['a', 'b', 'c'].map((name) => tensor(name, [2], [1, 2])));
    expect([taken, others, listWeights(index(map), { shards }).format]).toEqual(['', [], 'an index of 2 files']);
  });

  test("of PyTorch's files too", () => {
    const bytes = index({ 'fc.weight': 'x.bin', 'fc.bias': 'x.bin' });
    const { tensors } = readWeightsFile(bytes, { shards: new Map([['x.bin', fixture('mini/plain.pth')]]) });
    expect([...tensors.keys()]).toEqual(['fc.weight', 'fc.bias']);
  });

  test('other files have none', () => {
    for (const other of [file('a'), new TextEncoder().encode('{"weight_map":[]}'), new Uint8Array(9).fill(123)])
      expect(shardNames(other)).toBe(undefined);
  });

  test.each(['../a.safetensors', '/etc/passwd', 'a\\b', 'c:x', '..', '', 3, null, ['a']])(
    'a name that leaves its folder: %j',
    (name) => {
      expect(errorOf(() => shardNames(index({ a: name })))).toBe(
        `the index says that a is in ${JSON.stringify(name)}; expected the name of a file in the same folder`,
      );
    },
  );

  test('what is missing, twice, or not listed', () => {
    expect(errorOf(() => readWeights(index(map)))).toBe(
      `the file is an index of weights in 2 files, of which 2 are missing: ${one}, ${two}; put them beside it (in code: the option shards of readWeightsFile)`,
    );
    expect(refused(map, new Map([[one, file('a', 'b')]]))).toContain(`of which 1 are missing: ${two}`);
    expect(refused({ ...map, d: two })).toBe(
      `index.json: the index says that d is in ${two}, which has no such tensor; get the files again`,
    );
    expect(refused({ a: one, c: two })).toBe(
      `index.json: ${one} has the tensor b, which the index does not list; get the files again`,
    );
    const twice = new Map([...shards, [two, file('c', 'a')]]);
    expect(refused(map, twice)).toBe(
      `index.json: ${two} has the tensor a, which the index says is in ${one}; get the files again`,
    );
    expect(refused(map, new Map([...shards, [two, file('c').subarray(0, 20)]]))).toMatch(
      /^index\.json: model-00002-.*truncated/,
    );
    expect(refused(map, new Map([...shards, [two, index(map)]]))).toContain('is an index of weights in 2 files');
  });
});
