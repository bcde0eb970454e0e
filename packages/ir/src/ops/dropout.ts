import type { Input, Op, OpDeclaration } from './declaration.ts';

/**
 * Zeroes elements, or whole images (stochastic depth), with probability `rate` and scales the others by 1/(1 − rate).
 * `key` tells one layer's masks from another's; the gradient draws the same mask.
 */
export type Dropout = Op<
  readonly [x: Input],
  { readonly rate: number; readonly per: 'element' | 'image'; readonly key: number }
>;

export const dropout: OpDeclaration<Dropout> = { takes: [1, 1], shape: (_, [x]) => x, draws: true };
