import { makeLayer } from '../brand.ts';
import { checkOptions, numberBetween, positiveNumber } from '../check-options.ts';
import type { BatchNormLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `batchNorm` may be told. */
export interface BatchNormOptions {
  /** 1e-5, as in PyTorch. */
  readonly epsilon?: number;
  /** The weight of a new batch in the running statistics: 0.1, as in PyTorch. */
  readonly momentum?: number;
}

const expectations = { epsilon: positiveNumber, momentum: numberBetween(0, 1) };

/** Batch normalisation per channel (Ioffe and Szegedy 2015), with γ, β and running statistics. Keeps the shape. */
export function batchNorm(options: BatchNormOptions = {}): BatchNormLayer {
  const position = callerPosition();
  const problems = checkOptions('batchNorm', options, expectations, position);
  const { epsilon = 1e-5, momentum = 0.1 } = problems.length ? {} : options;
  return makeLayer<BatchNormLayer>({ kind: 'batchNorm', epsilon, momentum, problems, ...(position ? { position } : {}) });
}
