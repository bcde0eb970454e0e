import { countCorrect, lossGradient as gradientOf, lossOf } from '../cores/loss.ts';
import type { OpFunction } from './op-function.ts';

export const correct: OpFunction<'correct'> = (_, [logits, targets]) => countCorrect(logits, targets);
export const loss: OpFunction<'loss'> = (rule, [logits, targets]) => lossOf(rule, logits, targets);
export const lossGradient: OpFunction<'loss_gradient'> = (rule, [logits, targets]) => gradientOf(rule, logits, targets);
