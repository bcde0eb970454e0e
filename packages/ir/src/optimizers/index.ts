import { adamW } from './adam-w.ts';
import { rmsProp } from './rms-prop.ts';
import { sgd } from './sgd.ts';
import type { UpdateRule } from './update-rule.ts';

/** How each kind of optimiser updates; a rule is all that there is to one. */
const optimizers = { sgd, adamW, rmsProp };

type Optimizers = typeof optimizers;

/** An optimiser as it is declared: plain data. */
export type OptimizerDeclaration = {
  readonly [Kind in keyof Optimizers]: { readonly kind: Kind } & Parameters<Optimizers[Kind]>[0];
}[keyof Optimizers] & {
  /** λ of the parameters that decay. */
  readonly weightDecay: number;
  /** Those are all, or tensors of two or more dimensions alone. */
  readonly decay: 'all' | 'weights';
};

export const updateRuleOf = (optimizer: OptimizerDeclaration): UpdateRule =>
  (optimizers[optimizer.kind] as (options: OptimizerDeclaration) => UpdateRule)(optimizer);
