/** The type of a value: float32 elements, and a shape whose first axis may be the symbolic batch `N`. */
export type Dimension = number | 'N';

export interface TensorType {
  readonly shape: readonly Dimension[];
}

export const tensorType = (...shape: readonly Dimension[]): TensorType => ({ shape });

/** True where the first axis is the batch: the value differs from image to image. */
export const isBatched = (type: TensorType): boolean => type.shape[0] === 'N';

/** Elements of one image's part of a batched value, or of the whole of an unbatched one. */
export const elementsPerImage = (type: TensorType): number =>
  type.shape.reduce<number>((product, dimension) => product * (dimension === 'N' ? 1 : dimension), 1);

export const printType = (type: TensorType): string => `f32[${type.shape.join(',')}]`;

export const sameShape = (a: readonly Dimension[], b: readonly Dimension[]): boolean =>
  a.length === b.length && a.every((dimension, axis) => dimension === b[axis]);

/** Shapes as people write them: `N×64×56×56`. */
export const describeShape = (shape: readonly Dimension[]): string => (shape.length ? shape.join('×') : 'scalar');
