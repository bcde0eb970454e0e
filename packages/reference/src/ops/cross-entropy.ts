import * as loss from '../cores/loss.ts';
import type { OpFunction } from './op-function.ts';

export const crossEntropy: OpFunction<'cross_entropy'> = ({ labelSmoothing }, [logits, targets]) =>
  loss.crossEntropy(logits, targets, labelSmoothing);

export const crossEntropyGradient: OpFunction<'cross_entropy_gradient'> = ({ labelSmoothing }, [logits, targets]) =>
  loss.crossEntropyGradient(logits, targets, labelSmoothing);

export const correct: OpFunction<'correct'> = (_, [logits, targets]) => loss.countCorrect(logits, targets);
