import { tensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { expectVector, vectorOf } from './expect-shape.ts';

/** One number, for every channel. */
export type Expand = Op<readonly [one: Input], { readonly channels: number }>;

/** The sum of a vector: the gradient of `expand`. */
export type Total = Op<readonly [x: Input], NoAttributes>;

export const expand: OpDeclaration<Expand> = {
  takes: [1, 1],
  shape: ({ channels }, [one]) => {
    expectVector(one, 1, 'number');
    return tensorType(channels);
  },
};

export const total: OpDeclaration<Total> = {
  takes: [1, 1],
  shape: (_, [x]) => {
    vectorOf(x);
    return tensorType(1);
  },
};
