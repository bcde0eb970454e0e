import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  boolean,
  callback,
  checkOptions,
  checkValue,
  faultsOf,
  integer,
  kind,
  listOf,
  nearest,
  number,
  oneOf,
  positive,
  range,
  required,
  shown,
  shownAs,
  text,
  type Kind,
  type Kinds,
} from '../src/index.ts';

interface Options {
  readonly batchSize: number;
  readonly onCorrupt?: 'fail' | 'skip';
  readonly shuffle?: boolean;
}
const kinds: Kinds<Options> = { batchSize: required(integer(1)), onCorrupt: oneOf(['fail', 'skip']), shuffle: boolean };

function errorOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
}
const check = (options: unknown): string => errorOf(() => checkOptions('batches', options as Options, kinds));

test.each<readonly [unknown, string]>([
  [
    { batchSize: 2, batchsize: 3 },
    'TypeError: batches: there is no option "batchsize"; did you mean batchSize? There are batchSize, onCorrupt, shuffle',
  ],
  [
    { batchSize: 2, lr: undefined },
    'TypeError: batches: there is no option "lr"; there are batchSize, onCorrupt, shuffle',
  ],
  [
    { batchSize: 2, constructor: 1 },
    'TypeError: batches: there is no option "constructor"; there are batchSize, onCorrupt, shuffle',
  ],
  [{}, 'TypeError: batches: batchSize is missing; expected an integer of at least 1'],
  [{ batchSize: '2' }, 'TypeError: batches: batchSize is "2"; expected an integer of at least 1'],
  [{ batchSize: 1.5 }, 'RangeError: batches: batchSize is 1.5; expected an integer of at least 1'],
  [
    { batchSize: 2, onCorrupt: 'Skip' },
    "RangeError: batches: onCorrupt is \"Skip\"; expected 'fail' or 'skip'; did you mean 'skip'?",
  ],
  [{ batchSize: 2, shuffle: null }, 'TypeError: batches: shuffle is null; expected true or false'],
  [{ batchSize: 2, shuffle: undefined }, 'nothing was thrown'],
  [runInNewContext('({ batchSize: 2 })'), 'nothing was thrown'],
  [Object.assign(Object.create(null), { batchSize: 2 }), 'nothing was thrown'],
  [Object.create({ batchSize: 0 }), 'RangeError: batches: batchSize is 0; expected an integer of at least 1'],
])('%o', (options, error) => expect(check(options)).toBe(error));

test.each<readonly [unknown, string]>([
  ['a.bin', '"a.bin"'],
  [4, '4'],
  [undefined, 'undefined'],
  [null, 'null'],
  [[1], '[1]'],
  [() => {}, 'a function'],
  [Promise.resolve({}), 'a Promise (await it)'],
  [new Map(), 'a Map'],
  [runInNewContext('new Uint8Array(3)'), 'a Uint8Array'],
  [{ batchSize: 2, [shownAs]: 'a network' }, 'a network'],
])('%o is no object with options', (options, found) =>
  expect(check(options)).toBe(
    `TypeError: batches: the options are ${found}; expected an object with batchSize, onCorrupt, shuffle`,
  ),
);

test('options inside of an option, and names that may be there besides', () => {
  expect(
    errorOf(() => checkOptions('train', { tset: 1 } as object, { test: callback } as object, { within: 'data.' })),
  ).toBe('TypeError: train: there is no option "data.tset"; did you mean test? There are test');
  expect(errorOf(() => checkOptions('train', [] as object, { test: callback } as object, { within: 'data.' }))).toBe(
    'TypeError: train: data is []; expected an object with test',
  );
  expect(
    errorOf(() => checkOptions('train', { test: 1 } as object, { test: callback } as object, { within: 'data.' })),
  ).toBe('TypeError: train: data.test is 1; expected a function');
  expect(errorOf(() => checkOptions('trainStep', { indices: 1 } as object, {}, { ignored: ['indices'] }))).toBe(
    'nothing was thrown',
  );
  expect(errorOf(() => checkOptions('dispose', { now: true } as object, {}))).toBe(
    'TypeError: dispose: there is no option "now"; there are none',
  );
});

test('all faults, as given, and what is missing', () => {
  expect([...faultsOf({ onCorrupt: 'skp', shufle: true, other: 1 }, kinds)]).toEqual([
    { of: 'value', option: 'onCorrupt', found: '"skp"', expected: "'fail' or 'skip'", isType: true, near: 'skip' },
    { of: 'name', option: 'shufle', names: Object.keys(kinds), near: 'shuffle' },
    { of: 'name', option: 'other', names: Object.keys(kinds), near: undefined },
    { of: 'value', option: 'batchSize', found: undefined, expected: 'an integer of at least 1', isType: false },
  ]);
  expect([...faultsOf({ batchSize: 1 }, kinds)]).toEqual([]);
});

test('the names follow from the type', () => {
  // @ts-expect-error shuffle is not there
  const fewer: Kinds<Options> = { batchSize: required(integer(1)), onCorrupt: text };
  // @ts-expect-error seed is no option
  const more: Kinds<Options> = { ...kinds, seed: integer(0) };
  // @ts-expect-error batchSize has to be there
  const optional: Kinds<Options> = { ...kinds, batchSize: integer(1) };
  // @ts-expect-error shuffle may be left out
  const strict: Kinds<Options> = { ...kinds, shuffle: required(boolean) };
  // @ts-expect-error the kinds are those of the options that are checked
  const other = (options: Options): void => checkOptions('other', options, { batchSize: required(integer(1)) });
  expect([fewer, more, optional, strict, other]).toHaveLength(5);
});

describe('kinds', () => {
  const numbers = Float32Array.of(0.25, 0.5);
  test.each<readonly [string, Kind, readonly unknown[], readonly unknown[]]>([
    ['an integer of at least 1', integer(1), [1, 2 ** 53 - 1], [0, 1.5, NaN, 2 ** 53, '1', 1n, null]],
    ['an integer from 0 to 3', integer(0, 3), [0, 3], [-1, 4, true]],
    ['a number of at least 0', number(0), [0, 0.5], [-1, NaN, Infinity, '0']],
    ['a number from 0 to 1', number(0, 1), [0, 1], [1.1, -0.1, [0]]],
    ['a number above 0', positive(), [1e-30], [0, Infinity]],
    ['a number above 0 and up to 1', positive(1), [1], [0, 1.1]],
    ['true or false', boolean, [true, false], [0, 'true', null]],
    ['a text', text, ['a'], ['', 1]],
    ["'a', 'b' or 'c'", oneOf(['a', 'b', 'c']), ['c'], ['d', 1]],
    ["'a'", oneOf(['a']), ['a'], ['A']],
    ["'a' or a text", oneOf(['a'], text), ['a', 'b'], ['', 1]],
    [
      'two numbers',
      listOf(number(0), 'two numbers', 2),
      [[1, 2], numbers, runInNewContext('[1, 2]')],
      [[1], [1, 2, 3], ['1', 2], '12', { length: 2 }, new DataView(new ArrayBuffer(2))],
    ],
    [
      '[least, most], each a number from 0 to 1, in that order',
      range(number(0, 1)),
      [[0, 0], numbers],
      [[1, 0], [0], 1],
    ],
    ['its name', kind('its name', (value) => value === 'name'), ['name'], ['other']],
  ])('%s', (words, of, right, wrong) => {
    expect(of.expected).toBe(words);
    for (const value of right)
      expect(
        errorOf(() => checkValue('x', value, of)),
        shown(value),
      ).toBe('nothing was thrown');
    for (const value of wrong)
      expect(
        errorOf(() => checkValue('x', value, of)),
        shown(value),
      ).toMatch(/^(Type|Range)Error: x is .+; expected /);
  });
});

test('a suggestion is near, or none', () => {
  expect(
    ['batchsize', 'bathSize', 'lr', 'shufle', 'x'].map((word) => nearest(word, ['batchSize', 'shuffle', 'seed'])),
  ).toEqual(['batchSize', 'batchSize', undefined, 'shuffle', undefined]);
  expect(nearest('anything', [])).toBeUndefined();
});

test('values are shown in a line', () => {
  const circle: unknown[] = [];
  circle.push(circle);
  expect(
    [
      NaN,
      2n,
      'a',
      Symbol('s'),
      circle,
      [[[[1]]]],
      { a: { b: 1 } },
      new Date(0),
      { [shownAs]: 'a conv layer' },
      [{ [shownAs]: 'a network' }],
    ].map(shown),
  ).toEqual([
    'NaN',
    '2n',
    '"a"',
    'Symbol(s)',
    '[[[…]]]',
    '[[[…]]]',
    '{"a":{"b":1}}',
    'a Date',
    'a conv layer',
    '[a network]',
  ]);
  expect(shown('x'.repeat(1000))).toHaveLength(58);
});

test('a bundle carries what it uses alone', async () => {
  const bundle = async (imported: string): Promise<string> =>
    (
      await build({
        stdin: {
          contents: `export { ${imported} } from '@resnet-compile/options';`,
          resolveDir: fileURLToPath(new URL('.', import.meta.url)),
        },
        bundle: true,
        write: false,
        format: 'esm',
        target: 'es2022',
        minify: true,
        conditions: ['@resnet-compile/source'],
      })
    ).outputFiles[0]!.text;
  expect((await bundle('integer')).length).toBeLessThan(400);
  const core = await bundle('checkOptions');
  expect(core).not.toContain('true or false');
  expect(core.length).toBeLessThan(3500);
});
