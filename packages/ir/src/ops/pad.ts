import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, Op, OpDeclaration } from './declaration.ts';
import { image } from './expect-shape.ts';
import { gradientOf, mapOf } from './gradient-shape.ts';
import { ShapeError } from './shape-error.ts';
import { describeSides, larger, surrounded, type Pair, type Sides } from './window.ts';

/** `reflection`: the map is mirrored at its outermost pixels, which are not repeated. */
export type PadMode = 'zeros' | 'reflection';
export interface PadAttributes {
  readonly sides: Sides;
  readonly mode: PadMode;
}

/** Pixels around each map. */
export type Pad = Op<readonly [x: Input], PadAttributes>;

/** Each pixel takes the sum over the places that show it. `size`: height and width of x. */
export type PadGradient = Op<readonly [dy: Input], PadAttributes & { readonly size: Pair }>;

function paddedMap({ sides, mode }: PadAttributes, x: TensorType): TensorType {
  const [channels, ...size] = image(x);
  if (mode === 'reflection' && larger(sides).some((beyond, axis) => beyond >= Number(size[axis]))) {
    throw new ShapeError(
      `a reflection of ${describeSides(sides)} pixels does not fit into a ${size.join('×')} map`,
      'pad by fewer pixels on each side than the map has',
    );
  }
  return tensorType('N', channels, ...surrounded(size, sides));
}

export const pad: OpDeclaration<Pad> = { takes: [1, 1], shape: (attributes, [x]) => paddedMap(attributes, x) };

export const padGradient: OpDeclaration<PadGradient> = {
  takes: [1, 1],
  shape: ({ size, ...attributes }, [dy]) => gradientOf(mapOf(dy, size), dy, (x) => paddedMap(attributes, x)),
};
