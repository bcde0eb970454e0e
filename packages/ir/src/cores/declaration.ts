import type { Each } from '../each.ts';
import type { MapShape } from '../map-shape.ts';
import type { Pair } from '../ops/window.ts';
import { itemOf } from '../item-of.ts';
import { viewOf, type Operation, type Read } from '../operation.ts';
import { misuseOf } from '../scalar/misuse.ts';
import type { Scalar } from '../scalar/scalar.ts';
import { sameShape } from '../tensor-type.ts';
import { viewedShape } from '../view.ts';

/** How many; `any` where the core leaves it to the kernel. */
type Count<Operands extends readonly unknown[]> = number extends Operands['length'] ? 'any' : Operands['length'];

/** What is known of a core besides its meaning. */
export interface CoreDeclaration<Own extends Operation> {
  readonly takes: readonly [reads: Count<Own['reads']>, tensors: Count<Own['tensors']>, results: Count<Own['results']>];
  /** Each element of the result is made of the same element of what is read, as its view shows it. */
  readonly byPixel?: true;
  /** It takes what it reads apart pixel by pixel, so that it reads through views. */
  readonly viewed?: true;
  /** Multiplies by weights, its first tensor, in register tiles. */
  readonly tiled?: true;
  /** Its value is a tensor, or several: no step follows. */
  readonly reduces?: true;
  /** No step follows but the store of the whole buffer: the host computes it, or it makes more than a pixel at a time. */
  readonly storedAlone?: true;
  /** It makes a gradient, which is linear in what it is made of. */
  readonly gradient?: true;
  /** For each buffer that is read: how many pixels beyond its map the windows reach. */
  readonly reach?: (core: Own, stated: MapShape) => readonly Pair[];
  /** For each buffer that is read: whether it is read float by float, so that its channels need not be padded to vectors. */
  readonly byFloat?: (core: Own) => readonly boolean[];
  /**
   * The shape of the result, of those of the operands (buffers without their views); or what is wrong with them. A
   * gradient has the shape that the kernel states, if the forward operation makes of it what is given.
   */
  readonly shape: (
    core: Own,
    reads: Each<Own['reads'], MapShape>,
    tensors: Each<Own['tensors'], readonly number[]>,
    stated: MapShape,
  ) => MapShape | string;
  /** The shapes of the tensors that it computes, of those of its operands; absent where it computes none. */
  readonly computes?: (
    core: Own,
    reads: Each<Own['reads'], MapShape>,
    stated: MapShape,
    tensors: Each<Own['tensors'], readonly number[]>,
  ) => Each<Own['results'], readonly number[]>;
}

export const times = (shape: readonly number[]): string => shape.join('×');

/** What is stated, where the forward operation makes of it what was found; or what is wrong. */
export const gradientOf = (stated: MapShape, forward: MapShape, found: MapShape): MapShape | string =>
  sameShape(forward, found)
    ? stated
    : `the gradient of a map of ${times(stated)} is ${times(found)}, expected ${times(forward)}`;

/** The map of which all reads are shown, which is the first one's; or what is wrong. */
export function wholeOf(reads: readonly Read[], [whole, ...others]: readonly MapShape[]): MapShape | string {
  if (!whole) return 'it reads nothing whose values it could sum';
  const differs = [whole, ...others].findIndex(
    (shape, place) => !sameShape(viewedShape(shape, viewOf(itemOf(reads, place)), whole), whole),
  );
  return differs < 0 ? whole : `what it reads differs in shape: ${itemOf(reads, differs).buffer} is no ${times(whole)}`;
}

/** The first tensor that is not a vector of the channels. */
export function misfitOf(
  tensors: readonly string[],
  shapes: readonly (readonly number[])[],
  channels: number,
): string | undefined {
  const wrong = shapes.findIndex((shape) => !sameShape(shape, [channels]));
  return wrong < 0 ? undefined : `${tensors[wrong]} is not a vector of ${channels}`;
}

/** What is wrong with the first of some expressions that has something wrong. */
export const misuseAmong = (
  of: readonly Scalar[],
  given: number,
  options?: Parameters<typeof misuseOf>[3],
): string | undefined => {
  for (const expression of of) {
    const misuse = misuseOf(expression, given, 'operands', options);
    if (misuse !== undefined) return misuse;
  }
  return undefined;
};
