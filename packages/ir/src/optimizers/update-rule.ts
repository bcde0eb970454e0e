import { operand, type Scalar } from '../scalar/scalar.ts';

/** An optimiser's update of one element, as expressions of what stood there before the step. */
export interface UpdateRule {
  readonly parameter: Scalar;
  /** Zeros before the first step. */
  readonly moments: readonly Scalar[];
}

export const parameter = operand(0);
/** Of the mean loss of the whole batch. */
export const gradient = operand(1);
/** λ; 0 where a parameter does not decay. */
export const decay = operand(2);
/** The step's learning rate. */
export const rate = operand(3);
/** The number of the step, from 1. */
export const step = operand(4);
/** √Σ g² over all gradients of the step. */
export const norm = operand(5);
const firstMoment = 6;
/** The element's number `index` of the optimiser's memory. */
export const moment = (index: number): Scalar => operand(firstMoment + index);

/** What takes the places of an update's operands. */
export interface UpdateOperands<Value> {
  readonly parameter: Value;
  readonly gradient: Value;
  readonly decay: Value;
  readonly rate: Value;
  readonly step: Value;
  readonly norm: Value;
  readonly moments: readonly Value[];
}

/** In the order of their places. */
export const operandsOfUpdate = <Value>(given: UpdateOperands<Value>): readonly Value[] => [
  given.parameter,
  given.gradient,
  given.decay,
  given.rate,
  given.step,
  given.norm,
  ...given.moments,
];

/** Whether an operand differs from element to element, and not from step to step or parameter to parameter alone. */
export const isOfElement = (index: number): boolean =>
  index === parameter.index || index === gradient.index || index >= firstMoment;
