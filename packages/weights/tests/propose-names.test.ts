import { describe, expect, test } from 'vitest';
import { mapNames, matchState, proposeNames, renameTensors, type ExpectedTensor } from '../src/index.ts';
import { errorOf, tensor } from './fixture.ts';
import { basic, preActivation, spell } from './networks.ts';

const fileOf = (tensors: readonly ExpectedTensor[]) =>
  new Map(tensors.map(({ name, shape }, index) => [name, tensor(name, shape, { length: 1, 0: index })]));

/** Names that no rule knows, in the order of the network. */
const unknown = (state: readonly ExpectedTensor[]): ExpectedTensor[] => {
  const layers = [...new Set(state.map(({ name }) => name.slice(0, name.lastIndexOf('.'))))];
  return state.map(({ name, shape }) => {
    const dot = name.lastIndexOf('.');
    return { name: `unit_${layers.indexOf(name.slice(0, dot))}.x${name.slice(dot)}`, shape };
  });
};

describe('proposeNames', () => {
  test.each([
    ['basic', basic],
    ['pre-activation', preActivation],
  ] as const)('by order and shape, %s', (_, state) => {
    const found = unknown(state);
    const proposal = proposeNames(fileOf(found), state);
    expect([...(proposal?.names ?? [])]).toEqual(found.map(({ name }, index) => [name, state[index]?.name]));
    expect(proposal?.inOrder).toBe(true);
    expect(proposal?.byOrder).toBeGreaterThan(0);
    const state2 = matchState(renameTensors(fileOf(found), proposal?.names ?? new Map(), state), state);
    expect([...state2.keys()]).toEqual(state.map(({ name }) => name));
  });

  test('in another order, by shape: of equal shapes the order counts, and is said to', () => {
    const [stem, ...others] = unknown(basic);
    const proposal = proposeNames(fileOf(stem ? [...others, stem] : []), basic);
    expect(proposal?.inOrder).toBe(false);
    expect(proposal?.names.get('unit_0.x.weight')).toBe('conv1.weight');
    expect([...(proposal?.names.values() ?? [])].sort()).toEqual(basic.map(({ name }) => name).sort());
  });

  test('of a file that a rule knows in part, the rest', () => {
    const found = fileOf(
      spell(basic, [
        [/^layer2\.0\.downsample/, 'layer2.0.other_branch'],
        [/^/, 'module.'],
      ]),
    );
    const names = proposeNames(found, basic)?.names;
    expect(names?.get('module.layer2.0.other_branch.0.weight')).toBe('layer2.0.downsample.0.weight');
    expect(names?.get('module.conv1.weight')).toBe('conv1.weight');
    expect(names?.size).toBe(basic.length);
  });

  test("MXNet's norms", () => {
    const found = spell(unknown(basic), [
      [/running_mean$/, 'moving_mean'],
      [/running_var$/, 'moving_var'],
    ]);
    expect(proposeNames(fileOf(found), basic)?.names.size).toBe(basic.length);
  });

  test('none where a shape has no place', () => {
    const found = unknown(basic).filter(({ name }) => !name.startsWith('unit_0.'));
    expect(proposeNames(fileOf(found), basic)).toBeUndefined();
  });
});

describe('renameTensors', () => {
  const found = fileOf([
    { name: 'a', shape: [2, 3, 1, 1] },
    { name: 'b', shape: [2] },
  ]);
  const expected = [{ name: 'fc.weight', shape: [2, 3] }];

  test('names, and shapes without trailing 1s', () => {
    const renamed = renameTensors(found, new Map([['a', 'fc.weight']]), expected);
    expect([...renamed.values()].map(({ name, shape }) => [name, shape])).toEqual([
      ['fc.weight', [2, 3]],
      ['b', [2]],
    ]);
  });

  test('names that are nobody’s', () => {
    const error = (from: string, to: string): string =>
      errorOf(() => renameTensors(found, new Map([[from, to]]), expected));
    expect(error('c', 'fc.weight')).toBe('the names have c, which the file has not; use the names of this file');
    expect(error('a', 'fc.bias')).toBe(
      'the names have fc.bias, which the network has not; use the names of this network',
    );
    const both = new Map([
      ['a', 'fc.weight'],
      ['b', 'fc.weight'],
    ]);
    expect(errorOf(() => renameTensors(found, both, expected))).toContain('the file has both a and b');
  });
});

test('names are data, whatever they are', () => {
  const hostile = [
    '__proto__.weight',
    'constructor',
    "'; process.exit() //.weight",
    'a\nb.weight',
    '',
    '.',
    '..',
    '{s}.^$',
  ];
  const state = hostile.map((name, index) => ({ name, shape: [index + 1] }));
  const { mapped, renamed } = mapNames(fileOf(state), state);
  expect(renamed).toEqual([]);
  expect([...matchState(mapped, state).keys()]).toEqual(hostile);
  const dotted = state.filter(({ name }) => name.length > 2);
  const wrapped = mapNames(fileOf(spell(dotted, [[/^/, 'module.']])), dotted);
  expect([...matchState(wrapped.mapped, dotted).keys()]).toEqual(dotted.map(({ name }) => name));
  expect(errorOf(() => matchState(mapNames(fileOf(state), basic).mapped, basic))).toContain(
    String.raw`"a\nb.weight" [4]`,
  );
});

test.each([
  ['as many as no network has', Array.from({ length: 30_000 }, (_, index) => `module.layer${index}.0.weight`)],
  ['as long as no network’s', ['fc.'.repeat(300_000), `layer${'1'.repeat(300_000)}.0.x`, '.'.repeat(300_000)]],
])('names %s take no time', (_, names) => {
  const data = new Float32Array(1);
  const found = new Map(names.map((name) => [name, { name, shape: [1], data }]));
  expect(errorOf(() => matchState(mapNames(found, basic).mapped, basic)).length).toBeLessThan(3000);
  expect(proposeNames(found, basic)).toBeUndefined();
});
