import type { LossDeclaration, OptimizerDeclaration } from '@resnet-compile/ir';

/** How a module's training step is declared; plain data in the compiled module. */
export interface TrainingDeclaration {
  readonly optimizer: OptimizerDeclaration;
  readonly loss: LossDeclaration;
  /** Largest global norm of the gradients. */
  readonly clipNorm: number | null;
  /** Parts into which a batch is cut; their gradients are averaged. */
  readonly accumulate: number;
  readonly ema: MovingAverageDeclaration | null;
  /** As they were declared, by patterns; what they mean of each tensor, the model says. */
  readonly freeze: readonly string[];
  readonly rates: ByPattern;
  readonly decays: ByPattern;
}

/** A number for whatever a pattern names. */
export type ByPattern = readonly (readonly [pattern: string, value: number])[];

/** A moving average of parameters and running statistics: decay·average + (1 − decay)·present after each step. */
export interface MovingAverageDeclaration {
  readonly decay: number;
  /** As what it begins: as the first step made it, or as it was before. */
  readonly from: 'first update' | 'initial parameters';
  /** Whether less of it stays in the first steps. */
  readonly warmUp: boolean;
  /** Whether whoever trains estimates running statistics before the average is used; they are averaged until then. */
  readonly statistics: 'averaged' | 'estimated';
}

/** With how many tensors its optimiser keeps per parameter. */
export interface DeclaredStep {
  readonly declaration: TrainingDeclaration;
  readonly moments: number;
}
