import { misuseOf } from '../scalar/misuse.ts';
import type { Scalar } from '../scalar/scalar.ts';
import { describeShape, isBatched, tensorType, type Dimension, type TensorType } from '../tensor-type.ts';
import { expectVector } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/** The type of what an expression makes of its inputs. @throws {ShapeError} where they do not fit each other. */
export function mapped(of: Scalar, inputs: readonly TensorType[]): TensorType {
  const misuse = misuseOf(of, inputs.length, 'inputs');
  if (misuse !== undefined) throw new ShapeError(misuse);
  const batched = inputs.filter(isBatched);
  for (const { shape } of batched)
    if (shape.length !== 2 && shape.length !== 4)
      throw new ShapeError(`expected a map of N×C×H×W or N×C, found ${describeShape(shape)}`);
  const whole = batched.length ? tensorType(...broadcastShape(batched)) : inputs[0]!;
  const channels = (whole.shape[isBatched(whole) ? 1 : 0] ?? 1) as number;
  for (const input of inputs) if (!isBatched(input)) expectVector(input, channels, 'vector per channel');
  return whole;
}

/** The extents of what is combined element by element, where an extent of 1 is repeated. */
function broadcastShape(inputs: readonly TensorType[]): readonly Dimension[] {
  const [first, ...others] = inputs.map(({ shape }) => shape) as [readonly Dimension[], ...(readonly Dimension[])[]];
  return others.reduce<readonly Dimension[]>((whole, shape) => {
    const fits =
      shape.length === whole.length &&
      shape.every((extent, axis) => extent === whole[axis] || (axis > 0 && (extent === 1 || whole[axis] === 1)));
    if (!fits)
      throw new ShapeError(
        `the sides of a sum or product differ: ${describeShape(whole)} and ${describeShape(shape)}`,
        'make them alike, or let one have a single channel, or a single pixel',
      );
    return whole.map((extent, axis) => (extent === 1 ? shape[axis]! : extent));
  }, first);
}
