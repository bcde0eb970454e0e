import { parseProgram, planPrepare } from '@resnet-compile/ir';
import { describe, expect, it, test } from 'vitest';
import { prepareState, type Prepared } from '../src/prepare.ts';
import { packBlock } from '../src/webgpu/pack.ts';

const { prepare } = parseProgram(`program %net (
  parameter "a" : f32[2]
  parameter "b" : f32[2]
  parameter "c" : f32[2]
  prepare %a = parameter {"name":"b","kind":"parameter"} : f32[2]
  prepare %b = parameter {"name":"a","kind":"parameter"} : f32[2]
  prepare %c = parameter {"name":"c","kind":"parameter"} : f32[2]
  prepare %first = map %a, %c {"of":"subtract(x0, x1)"} : f32[2]
  prepare %ten = constant {"values":[10,10]} : f32[2]
  prepare %second = map %ten, %b {"of":"subtract(x0, x1)"} : f32[2]
  prepare %third = map %c {"of":"multiply(x0, x0)"} : f32[2]
  activation %x : f32[2,1,1]
  input %x
  return %x
)`);
const plan = planPrepare(prepare);

test('equal expressions are planned once, and parameters of their own names not at all', () => {
  expect(plan.expressions).toHaveLength(2);
  expect(plan.steps.map(({ id }) => id)).toEqual(['a', 'b', 'first', 'ten', 'second', 'third']);
});

test("a step's id may be another parameter's name", () => {
  const state = new Map(
    Object.entries({ a: [1, 2], b: [30, 40], c: [5, 6] }).map(([name, of]) => [name, Float32Array.from(of)]),
  );
  const prepared = prepareState(plan, state);
  const values = ['a', 'b', 'c', 'first', 'second', 'third'].map((id) => Array.from(prepared.get(id)?.values ?? []));
  expect(values).toEqual([
    [30, 40],
    [1, 2],
    [5, 6],
    [25, 34],
    [9, 8],
    [25, 36],
  ]);
});

describe('standardised filters', () => {
  const shape = [6, 2, 3, 3] as const;
  const values = Float32Array.from({ length: 108 }, (_, index) => Math.sin(index) + index / 50);
  const { prepare: steps } = parseProgram(`program %net (
    parameter "w" : f32[6,2,3,3]
    prepare %w = parameter {"name":"w","kind":"parameter"} : f32[6,2,3,3]
    prepare %s = constant {"values":[1,2,-3,4,0.5,6]} : f32[6]
    prepare %scaled = scale_filters %w, %s : f32[6,2,3,3]
    prepare %z = standardize_filters %w {"epsilon":0.5} : f32[6,2,3,3]
    prepare %folded = scale_filters %z, %s : f32[6,2,3,3]
    prepare %again = standardize_filters %scaled {"epsilon":0.5} : f32[6,2,3,3]
    activation %x : f32[2,1,1]
    input %x
    return %x
  )`);
  const prepared = prepareState(planPrepare(steps), new Map([['w', values]]));
  const scales = [1, 2, -3, 4, 0.5, 6];
  const ofFilters = (of: (filter: readonly number[], index: number) => readonly number[]): Prepared => ({
    values: scales.flatMap((_, index) => of(Array.from(values.subarray(index * 18, index * 18 + 18)), index)),
  });
  const standardised = (filter: readonly number[]): readonly number[] => {
    const mean = filter.reduce((sum, w) => sum + w, 0) / 18;
    const variance = filter.reduce((sum, w) => sum + (w - mean) ** 2, 0) / 18;
    return filter.map((w) => (w - mean) / Math.sqrt(variance + 0.5));
  };
  const times = (filter: readonly number[], index: number): readonly number[] =>
    filter.map((w) => w * (scales[index] ?? NaN));
  const expected: Readonly<Record<string, Prepared>> = {
    z: ofFilters(standardised),
    folded: ofFilters((filter, index) => times(standardised(filter), index)),
    again: ofFilters((filter, index) => standardised(times(filter, index))),
  };
  const transform = [
    [1, 0, 0],
    [0.5, 0.5, 0.5],
    [0.5, -0.5, 0.5],
    [0, 0, 1],
  ];
  const pack = (source: string, all: ReadonlyMap<string, Prepared>): readonly number[] => [
    ...packBlock(
      {
        offset: 0,
        size: 4 * (144 + 16 * 12),
        packings: [
          { kind: 'filters', offset: 0, source, shape },
          { kind: 'winograd', offset: 144, source, shape: [6, 2], transform: 0 },
        ],
      },
      all,
      { precision: 'f32', transforms: [transform] },
    ),
  ];

  it.each(Object.entries(expected))('as they are packed for WebGPU: %s', (source, whole) => {
    const found = pack(source, prepared);
    pack(source, new Map([[source, whole]])).forEach((value, index) => expect(found[index]).toBeCloseTo(value, 6));
  });

  it('follow their parameter: a training step changes it', () => {
    const [before] = pack('z', prepared);
    values[0] = 9;
    expect(pack('z', prepared)[0]).not.toBe(before);
  });
});
