import { normalizations } from './normalizations.ts';
import { movement } from './movement.ts';
import type { Operator } from './operator.ts';
import { pointwise } from './pointwise.ts';
import { reductions } from './reductions.ts';
import { shapes } from './shapes.ts';
import { contractions } from './windows.ts';

/** What is left out of what is computed for an image. */
const dropout: Operator = {
  shape: ({ shapes: [shape] }) => shape ?? [],
  evaluate: (call, [x]) => {
    if (!x || call.output > 0) throw new RangeError('its mask is used');
    return x;
  },
};

/** The operators of ONNX that are understood: https://onnx.ai/onnx/operators. */
export const operators: Readonly<Record<string, Operator>> = {
  ...contractions,
  ...movement,
  ...normalizations,
  ...pointwise,
  ...reductions,
  ...shapes,
  Dropout: dropout,
};

export const operatorOf = (op: string): Operator | undefined =>
  Object.hasOwn(operators, op) ? operators[op] : undefined;

export const isMovement = (op: string): boolean => Object.hasOwn(movement, op);
export const isPointwise = (op: string): boolean => Object.hasOwn(pointwise, op);
export const isReduction = (op: string): boolean => Object.hasOwn(reductions, op);
export const isNormalization = (op: string): boolean => Object.hasOwn(normalizations, op);
