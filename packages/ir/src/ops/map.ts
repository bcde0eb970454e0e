import { misuseOf } from '../scalar/misuse.ts';
import type { Scalar } from '../scalar/scalar.ts';
import { describeShape, isBatched, sameShape, tensorType, type Dimension, type TensorType } from '../tensor-type.ts';
import type { Input, Op, OpDeclaration } from './declaration.ts';
import { expectVector } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/** An expression, and what it is of. */
export type OfOperands = Op<readonly [first: Input, ...others: Input[]], { readonly of: Scalar }>;

/**
 * An expression of its inputs, element by element: activations of one shape, in which an extent of 1 is repeated, and
 * vectors per channel; or of vectors alone.
 */
export type MapOp = OfOperands;

/** The sum per channel over the batch and the map of an expression, whose inputs are as a `map`'s. */
export type ChannelSum = OfOperands;

export const map: OpDeclaration<MapOp> = {
  takes: [1, Infinity],
  shape: ({ of }, inputs) => mapped(of, inputs),
};

export const channelSum: OpDeclaration<ChannelSum> = {
  takes: [1, Infinity],
  shape: ({ of }, inputs) => {
    const {
      shape: [batch, channels],
    } = mapped(of, inputs);
    if (batch !== 'N' || channels === undefined)
      throw new ShapeError(`expected a batch to sum over, found ${describeShape(inputs[0].shape)}`);
    return tensorType(channels);
  },
};

/** The type of what an expression makes of its inputs. @throws {ShapeError} where they do not fit each other. */
export function mapped(of: Scalar, inputs: readonly [TensorType, ...TensorType[]]): TensorType {
  const misuse = misuseOf(of, inputs.length, 'inputs');
  if (misuse !== undefined) throw new ShapeError(misuse);
  const batched = inputs.filter(isBatched);
  for (const { shape } of batched)
    if (shape.length !== 2 && shape.length !== 4)
      throw new ShapeError(`expected a map of N×C×H×W or N×C, found ${describeShape(shape)}`);
  const [first, ...others] = batched;
  const areAlike = first && others.every(({ shape }) => sameShape(shape, first.shape));
  const whole = areAlike ? first : first ? tensorType(...broadcastShape(first, others)) : inputs[0];
  const channels = (whole.shape[isBatched(whole) ? 1 : 0] ?? 1) as number;
  for (const input of inputs) if (!isBatched(input)) expectVector(input, channels, 'vector per channel');
  return whole;
}

/**
 * The extents of what is combined element by element, where a single channel is repeated, and a single pixel. A row or a
 * column by itself is not: its gradient would be the sum of columns or rows, which nothing computes.
 */
function broadcastShape(first: TensorType, others: readonly TensorType[]): readonly Dimension[] {
  const whole = unitedShape(first, others);
  for (const { shape } of [first, ...others]) {
    const [height, width] = shape.slice(2);
    if (shape.slice(2).some((extent, axis) => extent !== whole[axis + 2]) && !(height === 1 && width === 1))
      throw new ShapeError(
        `the sides of a sum or product differ: ${describeShape(shape)} is repeated over ${height === whole[2] ? 'columns' : 'rows'} alone in ${describeShape(whole)}`,
        'make their maps alike, or let one have a single pixel: globalAveragePool()',
      );
  }
  return whole;
}

function unitedShape(first: TensorType, others: readonly TensorType[]): readonly Dimension[] {
  return others.reduce<readonly Dimension[]>((whole, { shape }) => {
    const fits =
      shape.length === whole.length &&
      shape.every((extent, axis) => extent === whole[axis] || (axis > 0 && (extent === 1 || whole[axis] === 1)));
    if (!fits)
      throw new ShapeError(
        `the sides of a sum or product differ: ${describeShape(whole)} and ${describeShape(shape)}`,
        'make them alike, or let one have a single channel, or a single pixel',
      );
    return whole.map((extent, axis) => (extent === 1 ? (shape[axis] ?? 1) : extent));
  }, first.shape);
}
