import { describeShape, sameShape, type Dimension, type TensorType } from '../tensor-type.ts';
import { ShapeError } from './shape-error.ts';

/** C, H, W of a batch of maps. */
export function image({ shape }: TensorType): readonly [number, number, number] {
  if (shape.length !== 4 || shape[0] !== 'N') {
    throw new ShapeError(
      `expected a map of N×C×H×W, found ${describeShape(shape)}`,
      'move this layer before the pooling or the dense layer that flattens',
    );
  }
  return shape.slice(1) as unknown as readonly [number, number, number];
}

/** C of N×C or N×C×1×1. */
export function elements({ shape }: TensorType, layer: string, hint: string): number {
  const [batch, channels, ...map] = shape;
  if (batch !== 'N' || (map.length && String(map) !== '1,1'))
    throw new ShapeError(`${layer} needs a map of N×C×1×1, found ${describeShape(shape)}`, hint);
  return channels as number;
}

/** The extents of weights: a tensor of `rank` without a batch. */
export function weightsOf({ shape }: TensorType, rank: number): readonly number[] {
  if (shape.length !== rank || shape[0] === 'N')
    throw new ShapeError(`expected weights of ${rank} dimensions, found ${describeShape(shape)}`);
  return shape as readonly number[];
}

export function expectVector(vector: TensorType | undefined, length: number, what: string): void {
  if (vector) expectShape(vector, [length], what);
}

export function expectShape({ shape }: TensorType, expected: readonly Dimension[], what: string): void {
  if (!sameShape(shape, expected))
    throw new ShapeError(`the ${what} has shape ${describeShape(shape)}, expected ${describeShape(expected)}`);
}
