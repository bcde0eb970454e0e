import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { expectShape } from './expect-shape.ts';

/** The sum of two gradients of one layer's weights, which is read twice. */
export type FilterSum = Op<readonly [first: Input, second: Input], NoAttributes>;

export const filterSum: OpDeclaration<FilterSum> = {
  takes: [2, 2],
  shape: (_, [first, second]) => {
    expectShape(second, first.shape, 'second summand');
    return first;
  },
};
