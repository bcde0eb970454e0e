import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';

/** x, through which no gradient goes back. */
export type Detach = Op<readonly [x: Input], NoAttributes>;

export const detach: OpDeclaration<Detach> = { takes: [1, 1], shape: (_, [x]) => x };
