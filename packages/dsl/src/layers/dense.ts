import { boolean, required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import { integerFrom } from '../kinds.ts';
import type { DenseLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `dense` may be told besides its features. */
export interface DenseOptions {
  /** True by default. */
  readonly bias?: boolean;
}

const featuresKind = integerFrom(1);

/** A fully connected layer: N×C or N×C×1×1 → N×features. */
export function dense(features: number, options: DenseOptions = {}): DenseLayer {
  const position = callerPosition();
  const problems = checkOptions(
    'dense',
    withArgument('features', features, options),
    { features: required(featuresKind), bias: boolean },
    position,
  );
  const { bias = true } = problems.length ? {} : options;
  return makeLayer<DenseLayer>({
    kind: 'dense',
    features: featuresKind.holds(features) ? features : 1,
    bias,
    problems,
    ...(position ? { position } : {}),
  });
}
