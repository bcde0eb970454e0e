import { parseProgram, planPrepare } from '@resnet-compile/ir';
import { expect, test } from 'vitest';
import { prepareState } from '../src/prepare.ts';

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
