import type { ParameterDeclaration } from '../kernel-program.ts';
import type { OptimizerDeclaration } from './index.ts';

/** λ of a parameter: its own, or the optimiser's, which may be of tensors of two or more dimensions alone. */
export const decayOf = (
  { weightDecay, decay }: OptimizerDeclaration,
  { shape, decay: own }: Pick<ParameterDeclaration, 'shape' | 'decay'>,
): number => own ?? (decay === 'all' || shape.length >= 2 ? weightDecay : 0);
