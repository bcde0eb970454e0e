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
}

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

/** What stays of the average at a step, counted from 1; the warm-up is that of tf.train.ExponentialMovingAverage. */
export const decayAt = ({ decay, from, warmUp }: MovingAverageDeclaration, step: number): number =>
  step === 1 && from === 'first update' ? 0 : warmUp ? Math.min(decay, (1 + step) / (10 + step)) : decay;
