import { number } from '@resnet-compile/options';
import { checkOptions } from '../check-options.ts';
import type { Declared } from '../declared.ts';
import { callerPosition } from '../source-position.ts';

/** The loss that `binaryCrossEntropy` declares. */
export interface BinaryCrossEntropy extends Declared {
  /** Made by `binaryCrossEntropy`. */
  readonly kind: 'binaryCrossEntropy';
  /** ε, 0 to 1: the share of a label that is spread over all classes; 0. */
  readonly labelSmoothing: number;
}

/**
 * Mean over the batch and the classes of −t·ln σ(x) − (1 − t)·ln(1 − σ(x)), as torch.nn.BCEWithLogitsLoss: a yes or no for each
 * class, of which an image may have several, or none. t = (1 − ε)·target + ε/classes (as timm smooths labels: Wightman,
 * Touvron and Jégou 2021).
 */
export function binaryCrossEntropy(
  options: Partial<Pick<BinaryCrossEntropy, 'labelSmoothing'>> = {},
): BinaryCrossEntropy {
  const problems = checkOptions('binaryCrossEntropy', options, { labelSmoothing: number(0, 1) }, callerPosition());
  return { kind: 'binaryCrossEntropy', labelSmoothing: problems.length ? 0 : (options.labelSmoothing ?? 0), problems };
}
