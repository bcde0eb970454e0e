import type { Dtype } from './dtype.ts';

export type Dimension = number | 'N';

/** The type of a value: its elements', and a shape whose first axis may be the symbolic batch `N`. */
export interface TensorType {
  readonly dtype: Dtype;
  readonly shape: readonly Dimension[];
}

/** Of float32, as which everything is computed. */
export const tensorType = (...shape: readonly Dimension[]): TensorType => ({ dtype: 'f32', shape });

/** True where the first axis is the batch: the value differs from image to image. */
export const isBatched = (type: TensorType): boolean => type.shape[0] === 'N';

/** Elements of one image's part of a batched value, or of the whole of an unbatched one. */
export const elementsPerImage = (type: Pick<TensorType, 'shape'>): number =>
  type.shape.reduce<number>((product, dimension) => product * (dimension === 'N' ? 1 : dimension), 1);

export const printType = ({ dtype, shape }: TensorType): string => `${dtype}[${shape.join(',')}]`;

export const sameShape = (a: readonly Dimension[], b: readonly Dimension[]): boolean =>
  a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);

/** Shapes as people write them: `N×64×56×56`. */
export const describeShape = (shape: readonly Dimension[]): string => (shape.length ? shape.join('×') : 'scalar');
