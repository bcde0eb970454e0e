import { describeShape, sameShape, type Dimension, type TensorType } from '../tensor-type.ts';
import { ShapeError } from './shape-error.ts';

/** C, H, W of a batch of maps. */
export function image({ shape }: TensorType): readonly [number, number, number] {
  const [batch, channels, height, width] = shape;
  if (shape.length !== 4 || batch !== 'N' || !isCount(channels) || !isCount(height) || !isCount(width))
    throw new ShapeError(
      `expected a map of N×C×H×W, found ${describeShape(shape)}`,
      'move this layer before the pooling or the dense layer that flattens',
    );
  return [channels, height, width];
}

/** C of N×C×H×W or N×C. */
export function channelsOf(x: TensorType): number {
  const [batch, channels] = x.shape;
  return x.shape.length === 2 && batch === 'N' && isCount(channels) ? channels : image(x)[0];
}

/** C of N×C or N×C×1×1. */
export function elements({ shape }: TensorType, layer: string, hint: string): number {
  const [batch, channels, ...map] = shape;
  if (batch !== 'N' || !isCount(channels) || (map.length && String(map) !== '1,1'))
    throw new ShapeError(`${layer} needs a map of N×C×1×1, found ${describeShape(shape)}`, hint);
  return channels;
}

/** K of N×K, the shape of `what`. */
export function expectRows(rows: TensorType, what: string): number {
  const [, count] = rows.shape;
  expectShape(rows, ['N', count ?? 1], what);
  return Number(count);
}

/** C of a vector. */
export const vectorOf = (vector: TensorType): number => {
  const [length] = vector.shape;
  return vector.shape.length === 1 && isCount(length) ? length : rejectWeights(vector, 1);
};

/** O, I of a matrix. */
export const matrixOf = (weights: TensorType): readonly [out: number, features: number] => {
  const [out, features] = weights.shape;
  return weights.shape.length === 2 && isCount(out) && isCount(features) ? [out, features] : rejectWeights(weights, 2);
};

/** O, I/groups, kh, kw of filters. */
export const filtersOf = (
  filters: TensorType,
): readonly [out: number, perGroup: number, height: number, width: number] => {
  const [out, perGroup, height, width] = filters.shape;
  return filters.shape.length === 4 && isCount(out) && isCount(perGroup) && isCount(height) && isCount(width)
    ? [out, perGroup, height, width]
    : rejectWeights(filters, 4);
};

const isCount = (extent: Dimension | undefined): extent is number => typeof extent === 'number';

function rejectWeights({ shape }: TensorType, rank: number): never {
  throw new ShapeError(`expected weights of ${rank} dimensions, found ${describeShape(shape)}`);
}

export function expectVector(vector: TensorType | undefined, length: number, what: string): void {
  if (vector) expectShape(vector, [length], what);
}

export function expectShape({ shape }: TensorType, expected: readonly Dimension[], what: string): void {
  if (!sameShape(shape, expected))
    throw new ShapeError(`the ${what} has shape ${describeShape(shape)}, expected ${describeShape(expected)}`);
}
