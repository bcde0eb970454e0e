import { binaryCrossEntropy } from './binary-cross-entropy.ts';
import { crossEntropy } from './cross-entropy.ts';
import type { LossRule } from './loss-rule.ts';

/** What each kind of loss is; a rule is all that there is to one. */
const losses = { crossEntropy, binaryCrossEntropy };

type Losses = typeof losses;

/** A loss as it is declared: plain data. */
export type LossDeclaration = {
  readonly [Kind in keyof Losses]: { readonly kind: Kind } & Parameters<Losses[Kind]>[0];
}[keyof Losses];

/** Whether there is such a loss. */
export const isLossKind = (kind: unknown): boolean => typeof kind === 'string' && Object.hasOwn(losses, kind);

export const lossRuleOf = (loss: LossDeclaration): LossRule =>
  (losses[loss.kind] as (options: LossDeclaration) => LossRule)(loss);
