import { pointwise } from '@resnet-compile/ir';
import { matrixProduct } from '../cores/matrix-product.ts';
import { featureMap } from '../feature-map.ts';
import { mapValues } from '../map-values.ts';
import { elementsOf, type Values } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const dense: OpFunction<'dense'> = (_, [x, weights, bias]) => {
  const result = matrixProduct(featureMap(x), weights);
  return bias ? mapValues(pointwise.sum, [result, bias]) : result;
};

/** dy·W */
export const denseInputGradient: OpFunction<'dense_input_gradient'> = (_, [dy, weights], shape) =>
  product(shape, (n, i) => sum(columnsOf(dy), (o) => at(dy, n, o) * at(weights, o, i)));

/** dyᵀ·x */
export const denseWeightGradient: OpFunction<'dense_weight_gradient'> = (_, [dy, x], shape) =>
  product(shape, (o, i) => sum(rowsOf(dy), (n) => at(dy, n, o) * at(x, n, i)));

const rowsOf = ({ shape: [rows = 1] }: Values): number => rows;
const columnsOf = ({ shape }: Values): number => elementsOf(shape.slice(1));
const at = (values: Values, row: number, column: number): number => values.data[row * columnsOf(values) + column]!;
const sum = (count: number, term: (index: number) => number): number =>
  Array.from({ length: count }, (_, index) => term(index)).reduce((a, b) => a + b, 0);

function product(shape: readonly number[], element: (row: number, column: number) => number): Values {
  const columns = elementsOf(shape.slice(1));
  return {
    shape,
    data: Float64Array.from({ length: elementsOf(shape) }, (_, index) =>
      element(Math.floor(index / columns), index % columns),
    ),
  };
}
