import { describe, expect, test } from 'vitest';
import { mapNames, matchState, type ExpectedTensor, type Tensor } from '../src/index.ts';
import { nameRules } from '../src/name-rules/index.ts';
import { spell } from './networks.ts';
import { original, preActivated } from './spellings.ts';

type Row = readonly [name: string, tensors: readonly ExpectedTensor[], state: readonly ExpectedTensor[]];

/** Tensors whose first value says which of the network's they are. */
const fileOf = (tensors: readonly ExpectedTensor[]): Map<string, Tensor> =>
  new Map(
    tensors.map(({ name, shape }, index) => {
      const data = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(index);
      return [name, { name, shape, data }];
    }),
  );

function expectMapped(found: readonly ExpectedTensor[], expected: readonly ExpectedTensor[]): void {
  const { mapped, leftOut } = mapNames(fileOf(found), expected);
  const state = [...matchState(mapped, expected).values()];
  expect(state.map(({ data }) => data[0])).toEqual(expected.map((_, index) => index));
  expect(leftOut).toEqual([]);
}

const rows = (all: typeof original): Row[] =>
  Object.entries(all).map(([name, [state, spelling]]) => [name, spell(state, spelling), state]);

describe.each([
  ['original', rows(original)],
  ['pre-activation', rows(preActivated)],
] as const)('%s', (_, all) => {
  test.each(all)('%s: into the network by its own names, and from a file by those', (__, tensors, state) => {
    expectMapped(tensors, state);
    expectMapped(state, tensors);
  });

  test.each(all.map((row, place) => [...row, place] as const))(
    '%s: into networks that are named as others are',
    (_, tensors, state, place) => {
      const same = [...all.slice(place + 1), ...all.slice(0, place)].filter((row) => row[2] === state);
      for (const [, others] of same.slice(0, 3)) expectMapped(tensors, others);
    },
  );
});

test('every rule has a row', () => {
  const all = [...rows(original), ...rows(preActivated)];
  const used = all.flatMap(([, tensors, state]) =>
    [[tensors, state] as const, [state, tensors] as const].map(([found, expected]) =>
      mapNames(fileOf(found), expected).dialect.replace(', with a prefix', ''),
    ),
  );
  expect(nameRules.map(({ dialect }) => dialect).filter((dialect) => !used.includes(dialect))).toEqual([]);
});
