import {
  compileScalar,
  differentiateLoss,
  type Evaluate,
  type LossRule,
  type RowValue,
  type Scalar,
} from '@resnet-compile/ir';
import { zeros, type Values } from '../values.ts';

/** The mean over the batch of the sums of rows. @returns a scalar */
export function lossOf({ rows, of }: LossRule, logits: Values, targets: Values): Values {
  const parts = eachElement(rows, of, logits, targets);
  const [batch = NaN] = logits.shape;
  return { shape: [], data: Float64Array.of(sumOf(parts) / batch) };
}

/** Of that mean, by each logit. */
export function lossGradient(rule: LossRule, logits: Values, targets: Values): Values {
  const { rows, gradient } = differentiateLoss(rule);
  const [batch = NaN] = logits.shape;
  return {
    shape: logits.shape,
    data: eachElement(rows, gradient, logits, targets).map((value) => value / batch),
  };
}

/** An expression for each element, after the values of its row. */
function eachElement(rows: readonly RowValue[], of: Scalar, logits: Values, targets: Values): Float64Array {
  const [, classes = NaN] = logits.shape;
  const reductions = rows.map(({ by, of }) => [by === 'sum' ? sumOf : largestOf, compileScalar(of)] as const);
  const evaluate = compileScalar(of);
  const result = zeros(...logits.shape).data;
  for (let start = 0; start < result.length; start += classes) {
    const values: number[] = [];
    const each = (expression: Evaluate): Float64Array =>
      logits.data
        .subarray(start, start + classes)
        .map((logit, k) => expression([logit, targets.data[start + k]!, ...values], classes));
    for (const [reduce, expression] of reductions) values.push(reduce(each(expression)));
    result.set(each(evaluate), start);
  }
  return result;
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const largestOf = (values: Float64Array): number => Math.max(...values);

/** Rows whose largest logit and largest target are in the same place, the first one where several are equal. */
export function countCorrect(logits: Values, targets: Values): Values {
  const [rows, classes] = logits.shape as readonly [number, number];
  const placeOfLargest = (data: Float64Array, row: number): number => {
    const values = data.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(Math.max(...values));
  };
  let correct = 0;
  for (let row = 0; row < rows; row++)
    if (placeOfLargest(logits.data, row) === placeOfLargest(targets.data, row)) correct++;
  return { shape: [], data: Float64Array.of(correct) };
}
