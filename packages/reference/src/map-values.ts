import { compileScalar, type Scalar } from '@resnet-compile/ir';
import { extentOf, eachMap, elementsOf, zeros, type Values } from './values.ts';

/**
 * What an expression makes of its operands, element by element; those of rank 1 hold a value per channel, of all others an
 * extent of 1 is repeated. Vectors alone make a vector. `count`: elements of a channel.
 */
export function mapValues(of: Scalar, operands: readonly Values[], count?: number): Values {
  const evaluate = compileScalar(of);
  const activations = operands.filter(({ shape }) => shape.length > 1);
  const wholeShape = activations.reduce<readonly number[]>(
    (largest, { shape }) => shape.map((extent, axis) => Math.max(extent, largest[axis] ?? 1)),
    [],
  );
  const result = zeros(...(activations.length ? wholeShape : (operands[0]?.shape ?? [])));
  const alike = operands.map((operand) => (operand.shape.length > 1 ? repeated(operand, wholeShape) : operand));
  const given = new Float64Array(operands.length);
  const columns = alike.map(({ data }) => data);
  const perChannel = alike.map(({ shape }) => shape.length === 1);
  const setAt = (index: number, channel: number): void => {
    for (let place = 0; place < columns.length; place++)
      given[place] = columns[place]![perChannel[place] ? channel : index]!;
  };
  if (result.shape.length === 1)
    for (let channel = 0; channel < result.data.length; channel++) {
      setAt(channel, channel);
      result.data[channel] = evaluate(given, count);
    }
  else
    eachMap(result, (channel, from, to) => {
      for (let index = from; index < to; index++) {
        setAt(index, channel);
        result.data[index] = evaluate(given, count);
      }
    });
  return result;
}

/** The same values in a larger shape, repeated along axes of extent 1. */
function repeated(values: Values, shape: readonly number[]): Values {
  if (String(values.shape) === String(shape)) return values;
  // A row of a dense layer is a map of one pixel.
  const strides = shape.map((_, axis) =>
    (values.shape[axis] ?? 1) === 1 ? 0 : elementsOf(values.shape.slice(axis + 1)),
  );
  const result = zeros(...shape);
  const fill = (axis: number, from: number, to: number): void => {
    if (axis === shape.length) {
      result.data[to] = values.data[from]!;
      return;
    }
    const step = elementsOf(shape.slice(axis + 1));
    for (let index = 0; index < shape[axis]!; index++) fill(axis + 1, from + index * strides[axis]!, to + index * step);
  };
  fill(0, 0, 0);
  return result;
}

/** The sums over the batch and the map of what an expression makes of its operands. @returns C */
export function sumsPerChannel(of: Scalar, operands: readonly Values[]): Values {
  const values = mapValues(of, operands);
  const sums = zeros(extentOf(values, 1));
  eachMap(values, (channel, from, to) => {
    for (let index = from; index < to; index++) sums.data[channel]! += values.data[index]!;
  });
  return sums;
}

/** Values per channel: N·H·W. */
export const countPerChannel = ({ shape }: Values): number => elementsOf(shape) / extentOf({ shape }, 1);
