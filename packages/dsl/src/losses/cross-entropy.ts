import { number } from '@resnet-compile/options';
import { checkOptions } from '../check-options.ts';
import type { Declared } from '../declared.ts';
import { callerPosition } from '../source-position.ts';

/** The loss that `crossEntropy` declares. */
export interface CrossEntropy extends Declared {
  /** Made by `crossEntropy`. */
  readonly kind: 'crossEntropy';
  /** ε, 0 to 1: the share of a label that is spread over all classes; 0. */
  readonly labelSmoothing: number;
}

/** Mean over the batch of −Σ t·log softmax, with t = (1 − ε)·target + ε/classes (as PyTorch smooths labels). */
export function crossEntropy(options: Partial<Pick<CrossEntropy, 'labelSmoothing'>> = {}): CrossEntropy {
  const problems = checkOptions('crossEntropy', options, { labelSmoothing: number(0, 1) }, callerPosition());
  return { kind: 'crossEntropy', labelSmoothing: problems.length ? 0 : (options.labelSmoothing ?? 0), problems };
}
