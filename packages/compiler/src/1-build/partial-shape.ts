import type { Layer } from '@resnet-compile/dsl';
import { inferType, makeInput, tensorType, type Dimension, type Node, type TensorType } from '@resnet-compile/ir';

// An extent that a mistake leaves unknown is NaN: arithmetic keeps it so, and no comparison with it proves anything.
export const unknown = NaN;

/** A value behind a mistake: a type, and nothing that could be compiled. */
export const standIn = (...shape: readonly Dimension[]): Node => ({
  ...makeInput([1, 1, 1]),
  type: tensorType('N', ...shape),
});

/** A value of which nothing is known; it may be a vector as well. */
export const unknownValue = (): Node => standIn(unknown, unknown, unknown);

export const isKnown = ({ type: { shape } }: Node): boolean => !shape.some((extent) => Number.isNaN(extent));

export const isUnknown = ({ type: { shape } }: Node): boolean =>
  shape.slice(1).every((extent) => Number.isNaN(extent)) && shape.length === 4;

/** The extents of one image. */
export const extentsOf = (value: Node | TensorType): readonly number[] =>
  ('type' in value ? value.type : value).shape.slice(1).map(Number);

/** Whether an argument of the call is mistaken; problems without an option are of all arguments. */
export const isMistaken = ({ problems }: Layer, argument: string): boolean =>
  problems.some(({ option = argument }) => option === argument);

/** Of a mistaken layer that keeps the shape. */
export const ofSameShape = ({ problems }: Layer, x: Node): Node => (problems.length ? x : unknownValue());

/** Of a mistaken layer that keeps the channels of a map. */
export function ofUnknownMap(_: Layer, x: Node): Node {
  const [channels = unknown, ...map] = extentsOf(x);
  return map.length ? standIn(channels, unknown, unknown) : unknownValue();
}

/** A map, as far as is known. @throws {ShapeError} for what can be none. */
export function expectMap(x: Node): Node {
  if (!isUnknown(x)) inferType('global_average_pool', {}, [x.type]);
  return x;
}

/** Shapes that may be one, and what is known of it; undefined where they cannot be. */
export function unified(a: Node, b: Node): Node | undefined {
  if (isUnknown(a) || isUnknown(b)) return isUnknown(a) ? b : a;
  const [left, right] = [extentsOf(a), extentsOf(b)];
  if (left.length !== right.length) return undefined;
  const both = left.map((extent, axis) => (Number.isNaN(extent) ? (right[axis] ?? unknown) : extent));
  return both.every((extent, axis) => Number.isNaN(right[axis]) || extent === right[axis])
    ? standIn(...both)
    : undefined;
}

/** What two shapes that differ have in common. */
export function common(a: Node, b: Node): Node {
  const [left, right] = [a.type.shape, b.type.shape];
  return left.length === right.length
    ? standIn(...left.slice(1).map((extent, axis) => (extent === right[axis + 1] ? extent : unknown)))
    : unknownValue();
}
