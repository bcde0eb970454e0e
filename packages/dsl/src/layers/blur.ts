import type { Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { extent } from '../kinds.ts';
import type { BlurLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { toPair, type Extent } from './pair.ts';

/** What `blur` may be told. */
export interface BlurOptions {
  /** Pixels from one that is computed to the next, for both directions or [vertical, horizontal]; 1. */
  readonly stride?: Extent;
}

const kinds: Kinds<BlurOptions> = { stride: extent(1) };

/**
 * The fixed filter (1 2 1)ᵀ(1 2 1)/16 on each channel, over a map that is mirrored at its outermost pixels, before every
 * second one is left out (Zhang 2019): N×C×H×W → N×C×⌈H/stride⌉×⌈W/stride⌉. Has no parameters; maps have two rows and columns
 * at least.
 *
 * @example
 * ```ts
 * [conv(64, { kernel: 3 }), batchNorm(), relu(), blur({ stride: 2 })];
 * ```
 */
export function blur(options: BlurOptions = {}): BlurLayer {
  const position = callerPosition();
  const problems = checkOptions('blur', options, kinds, position);
  const { stride = 1 } = problems.length ? {} : options;
  return makeLayer<BlurLayer>({ kind: 'blur', stride: toPair(stride), problems, ...(position ? { position } : {}) });
}
