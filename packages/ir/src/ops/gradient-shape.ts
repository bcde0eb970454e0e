import { tensorType, type TensorType } from '../tensor-type.ts';
import { expectShape, image } from './expect-shape.ts';
import type { Pair } from './window.ts';

/**
 * The type of dx. A gradient has the type of the value that it belongs to: dy is to be what the forward operation makes of
 * x. What this throws is a mistake of differentiation, not of a user.
 */
export function gradientOf(x: TensorType, dy: TensorType, forward: (x: TensorType) => TensorType): TensorType {
  expectShape(dy, forward(x).shape, 'gradient');
  return x;
}

/** The type of x where a gradient of it tells its height and width alone. */
export const mapOf = (dy: TensorType, size: Pair): TensorType => tensorType('N', image(dy)[0], ...size);
