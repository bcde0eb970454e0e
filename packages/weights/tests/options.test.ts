import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as weights from '../src/index.ts';
import { readMetadata } from '../src/safetensors.ts';
import type { Tensor } from '../src/index.ts';

const tensor: Tensor = { name: 'a', shape: [2], data: new Float32Array(2) };
const file = weights.writeSafetensors([tensor]);
const found = new Map([['a', tensor]]);

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
}

const wrong = [
  undefined,
  null,
  3,
  'resnet20.th',
  {},
  new ArrayBuffer(8),
  Promise.resolve(file),
  new Response(''),
] as const;

test.each<readonly [string, (bytes: never) => unknown]>([
  ['safetensors', weights.readSafetensors],
  ['safetensors', readMetadata],
  ['readTorch', weights.readTorch],
  ['readWeights', weights.readWeights],
])('%s: what is no file', (call, read) => {
  for (const bytes of wrong)
    expect(errorOf(() => read(bytes as never))).toMatch(
      new RegExp(`^TypeError: ${call}: the file is .+; expected the bytes of a file, a Uint8Array$`),
    );
  expect(errorOf(() => read(Promise.resolve(file) as never))).toContain('is a Promise (await it)');
});

test('bytes of another realm are a file', () => {
  const bytes = runInNewContext('new Uint8Array(bytes)', { bytes: [...file] }) as Uint8Array;
  expect([...weights.readWeights(bytes).keys()]).toEqual(['a']);
  expect(errorOf(() => weights.readWeights(file, 3 as never))).toBe(
    'TypeError: readWeights: the name of the file is 3; expected the name of a file, a text',
  );
});

test.each<readonly [string, unknown, string]>([
  ['the Map itself', found, '[["a",{"name":"a","shape":…,"data":…}]]'],
  ['a record', { a: tensor }, '{"a":{"name":"a","shape":[2],"data":a Float32Array}}'],
  ['nothing', undefined, 'undefined'],
  ['data without a shape', [{ name: 'a', data: new Float32Array(2) }], '[{"name":"a","data":a Float32Array}]'],
])('writeSafetensors of %s', (_, tensors, shown) =>
  expect(errorOf(() => weights.writeSafetensors(tensors as never))).toBe(
    `TypeError: writeSafetensors: what is written is ${shown}; expected an iterable of { name, shape, data }, such as the values of what readWeights gives`,
  ),
);

test('writeSafetensors with metadata that are no texts', () => {
  for (const metadata of ['pt', ['pt'], { format: 3 }, null])
    expect(errorOf(() => weights.writeSafetensors([tensor], metadata as never))).toMatch(
      /^TypeError: writeSafetensors: the metadata is .+; expected an object of texts$/,
    );
  expect(readMetadata(weights.writeSafetensors(found.values(), { format: 'pt' }))).toEqual({ format: 'pt' });
});

test.each<readonly [string, (found: never, expected: never) => unknown]>([
  ['mapNames', weights.mapNames],
  ['matchState', weights.matchState],
  ['proposeNames', weights.proposeNames],
  ['renameTensors', (given: never, expected: never) => weights.renameTensors(given, new Map([['a', 'a']]), expected)],
])('%s of what is none', (call, match) => {
  // As where what mapNames gives is handed on whole.
  for (const other of [weights.mapNames(found, [tensor]), [tensor], undefined, file, new Map([['a', tensor.data]])]) {
    expect(errorOf(() => match(other as never, [tensor] as never))).toMatch(
      new RegExp(`^TypeError: ${call}: what is found is .+; expected a Map of tensors, such as readWeights gives$`),
    );
  }
  for (const other of [{ parameters: [tensor] }, ['a'], undefined, found]) {
    expect(errorOf(() => match(found as never, other as never))).toMatch(
      new RegExp(
        `^TypeError: ${call}: what is expected is .+; expected a list of \\{ name, shape \\}, such as model.parameters$`,
      ),
    );
  }
  expect(errorOf(() => match(found as never, [tensor] as never))).toBe('nothing was thrown');
});

test('renameTensors by names that are none', () => {
  for (const names of [{ a: 'b' }, [['a', 'b']], new Map([['a', 3]]), undefined])
    expect(errorOf(() => weights.renameTensors(found, names as never, [tensor]))).toMatch(
      /^TypeError: renameTensors: the map of names is .+; expected a Map of texts: the file's name → the network's$/,
    );
});
