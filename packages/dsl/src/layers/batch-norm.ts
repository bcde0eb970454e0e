import { number } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { positiveNumber } from '../kinds.ts';
import type { BatchNormLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `batchNorm` may be told. */
export interface BatchNormOptions {
  /** 1e-5, as in PyTorch. */
  readonly epsilon?: number;
  /** The weight of a new batch in the running statistics: 0.1, as in PyTorch. */
  readonly momentum?: number;
}

/** Batch normalisation per channel (Ioffe and Szegedy 2015), with γ, β and running statistics. Keeps the shape. */
export function batchNorm(options: BatchNormOptions = {}): BatchNormLayer {
  const position = callerPosition();
  const problems = checkOptions('batchNorm', options, { epsilon: positiveNumber, momentum: number(0, 1) }, position);
  const { epsilon = 1e-5, momentum = 0.1 } = problems.length ? {} : options;
  return makeLayer<BatchNormLayer>({
    kind: 'batchNorm',
    epsilon,
    momentum,
    problems,
    ...(position ? { position } : {}),
  });
}
