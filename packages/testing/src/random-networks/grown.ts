import type { Layer, Pair } from '@resnet-compile/dsl';
import type { Random } from './random.ts';

/** Of one image: channels, height, width; or features alone. */
export type Shape = readonly [channels: number, ...map: number[]];

/** A layer, and the shape behind it. */
export interface Grown {
  readonly layer: Layer;
  readonly shape: Shape;
}

export interface Growth {
  readonly random: Random;
  /** How many layers may still lie around others. */
  readonly depth: number;
  /** Whether the map has to stay as large as it is. */
  readonly keepsSize: boolean;
  /** Shared layers that there are, and the shapes that they take; others are added. */
  readonly known: (Grown & { readonly from: Shape })[];
  /** One layer of any kind. */
  readonly grow: (growth: Growth, shape: Shape) => Grown;
}

/** Makes a layer that takes a shape; undefined where its kind cannot. */
export type Grow = (growth: Growth, shape: Shape) => Grown | undefined;

export const isVector = (shape: Shape): boolean => shape.length === 1;
export const isPixel = ([, ...map]: Shape): boolean => map.length === 2 && map.every((extent) => extent === 1);
/** [height, width]; a vector has one pixel. */
export const mapOf = ([, height = 1, width = 1]: Shape): readonly [number, number] => [height, width];
export const withChannels = ([, ...map]: Shape, channels: number): Shape => [channels, ...map];
export const isSame = (a: Shape, b: Shape): boolean => String(a) === String(b);

/** Of a layer that keeps the shape. */
export const same =
  (make: (growth: Growth, shape: Shape) => Layer): Grow =>
  (growth, shape) => ({ layer: make(growth, shape), shape });

/** The same, of maps alone. */
export const sameMap =
  (make: (growth: Growth, shape: Shape) => Layer): Grow =>
  (growth, shape) =>
    isVector(shape) ? undefined : { layer: make(growth, shape), shape };

export const divisors = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => index + 1).filter((divisor) => count % divisor === 0);

export const someChannels = ({ random }: Growth): number => random.pick([1, 2, 3, 4, 5, 6, 7, 8, 13, 17]);

/** ⌈size/stride⌉ */
export const strided = (shape: Shape, stride: Pair): Shape =>
  isVector(shape) ? shape : [shape[0], ...mapOf(shape).map((extent, axis) => Math.ceil(extent / (stride[axis] ?? 1)))];
