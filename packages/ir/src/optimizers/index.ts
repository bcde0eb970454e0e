import { adamW } from './adam-w.ts';
import { clipped } from './clipped.ts';
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

/** `clipNorm`: the largest norm of all gradients together; `null` where there is no largest. */
export function updateRuleOf(optimizer: OptimizerDeclaration, clipNorm: number | null = null): UpdateRule {
  const rule = (optimizers[optimizer.kind] as (options: OptimizerDeclaration) => UpdateRule)(optimizer);
  return clipNorm === null ? rule : clipped(rule, clipNorm);
}
