import { makeLayer } from '../brand.ts';
import { boolean, checkOptions, integerFrom, withArgument } from '../check-options.ts';
import type { DenseLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `dense` may be told besides its features. */
export interface DenseOptions {
  /** True by default. */
  readonly bias?: boolean;
}

const expectations = { features: integerFrom(1), bias: boolean };

/** A fully connected layer: N×C or N×C×1×1 → N×features. */
export function dense(features: number, options: DenseOptions = {}): DenseLayer {
  const position = callerPosition();
  const problems = checkOptions('dense', withArgument('features', features, options), expectations, position, ['features']);
  const { bias = true } = problems.length ? {} : options;
  return makeLayer<DenseLayer>({
    kind: 'dense', features: expectations.features.holds(features) ? features : 1, bias, problems, ...(position ? { position } : {}),
  });
}
