import type { Graph, LossDeclaration } from '@resnet-compile/ir';
import type { Mode, ScheduleContext } from './pass.ts';
import type { PassObserver } from './run-pass.ts';

/** What every stage of passes may be told. */
export interface Observed {
  /** Called after each pass, with its input and output. */
  readonly onPass?: PassObserver;
}

export interface LowerOptions extends Observed {
  /** Whether the program runs the network or makes a training step of it; `'inference'` by default. */
  readonly mode?: Mode;
}

export interface SimplifyOptions extends LowerOptions {
  /** Of training; cross entropy by default. */
  readonly loss?: LossDeclaration;
  /** Of training: values by which the loss is differentiated, as it is by parameters; none by default. */
  readonly gradients?: Graph['taps'];
  /** Of inference: taps, by whose values the logits are differentiated. */
  readonly explain?: readonly string[];
}

export interface RecomputeOptions extends Observed {
  /** Bytes of activations per image, in training: more is computed again, as far as it takes. */
  readonly memoryBudget?: number;
}

export interface ScheduleOptions extends Observed, ScheduleContext {}
