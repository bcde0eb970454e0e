import { boolean, isNumber, kind } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import type { PReluLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `prelu` may be told. */
export interface PReluOptions {
  /** What the slope begins as; 0.25, as in the paper and in PyTorch. */
  readonly initial?: number;
  /** A slope for each channel, as in the paper, or one for all, as PyTorch has it unless told otherwise; false. */
  readonly perChannel?: boolean;
}

/** x, and slope·x where x is not positive, with a slope that is trained, `weight` (He et al. 2015). Keeps the shape. */
export function prelu(options: PReluOptions = {}): PReluLayer {
  const position = callerPosition();
  const kinds = { initial: kind('a finite number', Number.isFinite, isNumber), perChannel: boolean };
  const problems = checkOptions('prelu', options, kinds, position);
  const { initial = 0.25, perChannel = false } = problems.length ? {} : options;
  return makeLayer<PReluLayer>({
    kind: 'prelu',
    initial,
    perChannel,
    problems,
    ...(position ? { position } : {}),
  });
}
