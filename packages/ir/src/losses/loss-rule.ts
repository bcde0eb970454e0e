import { operand, type Operand, type Scalar } from '../scalar/scalar.ts';

/** A value of a whole row: a reduction of what an expression makes of each of its elements. */
export interface RowValue {
  /** What is the largest is subtracted for the numbers' range alone: the loss has no gradient by it. */
  readonly by: 'largest' | 'sum';
  readonly of: Scalar;
}

/**
 * A loss of rows of logits and targets, N×K: the mean over the batch of each row's sum. Expressions read the logit `x0`, the
 * target `x1`, and the values of the row before, `x2` …; `count` is K.
 */
export interface LossRule {
  readonly rows: readonly RowValue[];
  /** Each element's part of the loss. */
  readonly of: Scalar;
}

export const logit: Operand = operand(0);
export const target: Operand = operand(1);
const firstRowValue = 2;
/** Number `index` of the rule's `rows`. */
export const rowValue = (index: number): Operand => operand(firstRowValue + index);
/** How many operands expressions have behind so many values of the row. */
export const operandsBehind = (rowValues: number): number => firstRowValue + rowValues;

/** Whether an operand differs from element to element of a row. */
export const isOfElementOfRow = (index: number): boolean => index < firstRowValue;
