import { itemOf, type Scalar } from '@resnet-compile/ir';
import { lanesOf } from '../emit-epilogue.ts';
import { emitScalars, keepsZeros } from '../emit-scalar.ts';
import { functionsOf } from '../scalar-functions.ts';
import { emitDeclarations, lines, u } from '../text.ts';
import { emitMain } from './emit-parts.ts';
import { declareNumbers, elementAt, numberAt, tensorAt } from './uniform-numbers.ts';

/** Arithmetic on vectors of channels, one expression for each result. Numbers are indices in the uniform. */
export interface VectorShape {
  readonly of: readonly Scalar[];
  readonly tensors: readonly number[];
  /** Which of them have one element, for all channels. */
  readonly single: readonly boolean[];
  readonly results: readonly number[];
  /** Elements of a channel in one image. */
  readonly count: number;
  /** Of the last vector, where others follow than those of channels. */
  readonly channels: number;
}

export function emitVector(shape: VectorShape): string {
  const { of, results, channels } = shape;
  const { lets, values } = emitScalars(of, { operand: (index) => `operand${index}`, count: 'count' });
  return lines(
    '{',
    declareOperands(shape),
    lets,
    values.map(
      (value, index) => `let result${index} = ${tidy(itemOf(of, index), value, channels, shape.single.some(Boolean))};`,
    ),
    results.map((place, index) => `${tensorAt(place)} = result${index};`),
    '}',
  );
}

const declareOperands = ({ tensors, single, count }: VectorShape): readonly string[] => [
  ...tensors.map((place, index) => `let operand${index} = ${single[index] ? elementAt(place) : tensorAt(place)};`),
  `let count = vec4f(f32(batch.x * ${numberAt(count)}));`,
];

/** The sums over the channels of expressions on vectors: few enough for one invocation. */
export function emitTotals(shape: VectorShape, numbers: number): string {
  const { of, results, channels } = shape;
  const { lets, values } = emitScalars(of, { operand: (index) => `operand${index}`, count: 'count' });
  const code = lines(
    of.map((_, index) => `var total${index} = vec4f();`),
    'for (var c = 0u; c < places[0].x; c++) {',
    declareOperands(shape),
    lets,
    values.map(
      (value, index) => `total${index} += ${tidy(itemOf(of, index), value, channels, shape.single.some(Boolean))};`,
    ),
    '}',
    results.map((place, index) => `tensors[${numberAt(place)}] = vec4f(dot(total${index}, vec4f(1f)), 0f, 0f, 0f);`),
  );
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      declareNumbers(numbers),
      '<storage, read_write> tensors: array<vec4f>',
    ]),
    functionsOf(code),
    emitMain('if (item > 0u) { return; }', code),
  );
}

/** Zeros in the lanes behind the last channel. */
export const tidy = (expression: Scalar, value: string, channels: number, repeats = false): string =>
  channels % 4 === 0 || (keepsZeros(expression) && !repeats)
    ? value
    : `select(vec4f(), ${value}, ${lanesOf(channels)} | vec4<bool>(c + ${u(1)} < places[0].x))`;

/** Arithmetic on vectors of channels by itself. */
export function emitVectors(shapes: readonly VectorShape[], numbers: number): string {
  const code = lines(shapes.map(emitVector));
  return lines(
    emitDeclarations([
      '<uniform> batch: vec4u',
      declareNumbers(numbers),
      '<storage, read_write> tensors: array<vec4f>',
    ]),
    functionsOf(code),
    emitMain('let c = item;', 'if (c >= places[0].x) { return; }', code),
  );
}
