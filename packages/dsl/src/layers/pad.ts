import { oneOf, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import { sides as sidesKind } from '../kinds.ts';
import type { PadLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { toSides, type Padding } from './pair.ts';

/** What `pad` may be told besides its sides. */
export interface PadOptions {
  /** Zeros, or the map mirrored at its outermost pixels, which are not repeated, as PyTorch's `reflect`; zeros. */
  readonly mode?: 'zeros' | 'reflection';
}

const kinds: Kinds<PadOptions> = { mode: oneOf(['zeros', 'reflection']) };

/**
 * Pixels around each map: N×C×H×W → N×C×(top + H + bottom)×(left + W + right). A reflection takes fewer pixels on each side
 * than the map has.
 *
 * @param sides a number for all, [vertical, horizontal], or [top, right, bottom, left]
 * @example
 * ```ts
 * pad([1, 2, 1, 0], { mode: 'reflection' });
 * ```
 */
export function pad(sides: Padding, options: PadOptions = {}): PadLayer {
  const position = callerPosition();
  const given = withArgument('sides', sides, options);
  const problems = checkOptions('pad', given, { sides: required(sidesKind), ...kinds }, position);
  const { mode = 'zeros' } = problems.length ? {} : options;
  return makeLayer<PadLayer>({
    kind: 'pad',
    sides: problems.length ? [0, 0, 0, 0] : toSides(sides),
    mode,
    problems,
    ...(position ? { position } : {}),
  });
}
