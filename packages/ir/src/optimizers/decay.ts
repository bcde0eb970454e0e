import type { OptimizerDeclaration } from './index.ts';

/** λ of a parameter of so many dimensions. */
export const decayOf = ({ weightDecay, decay }: OptimizerDeclaration, dimensions: number): number =>
  decay === 'all' || dimensions >= 2 ? weightDecay : 0;
