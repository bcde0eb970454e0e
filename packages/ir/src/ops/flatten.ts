import { tensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { elements, expectRows } from './expect-shape.ts';

/** N×C×1×1 → N×C */
export type Flatten = Op<readonly [x: Input], NoAttributes>;

/** N×C → N×C×1×1 */
export type Unflatten = Op<readonly [x: Input], NoAttributes>;

export const flatten: OpDeclaration<Flatten> = {
  takes: [1, 1],
  shape: (_, [x]) => tensorType('N', elements(x, 'flatten', 'put globalAveragePool() before it')),
};

export const unflatten: OpDeclaration<Unflatten> = {
  takes: [1, 1],
  shape: (_, [x]) => tensorType('N', expectRows(x, 'flattened map'), 1, 1),
};
