import type { MovingAverageDeclaration } from '@resnet-compile/plan';

/** What stays of the average at a step, counted from 1; the warm-up is that of tf.train.ExponentialMovingAverage. */
export const decayAt = ({ decay, from, warmUp }: MovingAverageDeclaration, step: number): number =>
  step === 1 && from === 'first update' ? 0 : warmUp ? Math.min(decay, (1 + step) / (10 + step)) : decay;
