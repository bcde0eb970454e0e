import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { integerFrom, positiveNumber } from '../kinds.ts';
import type { EvoNormS0Layer, FilterResponseNormLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `filterResponseNorm` may be told. */
export interface FilterResponseNormOptions {
  /** Added to the mean square: 1e-5. */
  readonly epsilon?: number;
}

/**
 * Filter response normalisation and its thresholded linear unit (Singh and Krishnan 2020): max(γ·x/√(ν² + ε) + β, τ), where ν²
 * is the mean of x² over each map, and γ, β and τ are per channel, `weight`, `bias` and `tau`. It is norm **and** activation.
 * Takes N×C×H×W; keeps the shape.
 */
export function filterResponseNorm(options: FilterResponseNormOptions = {}): FilterResponseNormLayer {
  const position = callerPosition();
  const problems = checkOptions('filterResponseNorm', options, { epsilon: positiveNumber }, position);
  return makeLayer<FilterResponseNormLayer>({
    kind: 'filterResponseNorm',
    epsilon: problems.length ? 1e-5 : (options.epsilon ?? 1e-5),
    problems,
    ...(position ? { position } : {}),
  });
}

/** What `evoNormS0` may be told. */
export interface EvoNormS0Options {
  /** Of channels that stand side by side, by which their number is divisible; 32, as in the paper. */
  readonly groups?: number;
  /** Added to the variance: 1e-5, as in the paper. */
  readonly epsilon?: number;
}

/**
 * EvoNorm-S0 (Liu et al. 2020): γ·x·sigmoid(v·x)/√(σ² + ε) + β, with the biased variance of each image's groups of channels,
 * over their pixels, and γ, β and v per channel, `weight`, `bias` and `v`. It is norm **and** activation. Takes N×C×H×W; keeps
 * the shape.
 */
export function evoNormS0(options: EvoNormS0Options = {}): EvoNormS0Layer {
  const position = callerPosition();
  const kinds = { groups: integerFrom(1), epsilon: positiveNumber };
  const problems = checkOptions('evoNormS0', options, kinds, position);
  const { groups = 32, epsilon = 1e-5 } = problems.length ? {} : options;
  return makeLayer<EvoNormS0Layer>({
    kind: 'evoNormS0',
    groups,
    epsilon,
    problems,
    ...(position ? { position } : {}),
  });
}
