import { number, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { arrayOf, finiteNumbers, positiveNumber } from '../kinds.ts';
import type { DropoutLayer, NormalizeLayer, SimpleLayer } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition } from '../source-position.ts';

const simple = (kind: SimpleLayer['kind']): SimpleLayer => {
  const position = callerPosition();
  return makeLayer<SimpleLayer>({ kind, problems: [], ...(position ? { position } : {}) });
};

/** x itself. */
export const identity = (): SimpleLayer => simple('identity');

/** N×C×1×1 → N×C. */
export const flatten = (): SimpleLayer => simple('flatten');

/** In training, zeroes elements with probability `rate` and scales the others by 1/(1 − rate); nothing in inference. */
export const dropout = (rate: number): DropoutLayer => drop('dropout', 'element', rate);

/**
 * Stochastic depth (Huang et al. 2016): as the last layer of a residual's body, skips the block for an image with
 * probability `rate` in training and scales what is left by 1/(1 − rate); nothing in inference.
 */
export const stochasticDepth = (rate: number): DropoutLayer => drop('stochasticDepth', 'image', rate);

function drop(call: string, per: DropoutLayer['per'], rate: number): DropoutLayer {
  const position = callerPosition();
  const problems = checkOptions(call, { rate }, { rate: required(number(0, 1)) }, position);
  return makeLayer<DropoutLayer>({
    kind: 'dropout',
    per,
    rate: problems.length ? 0 : rate,
    problems,
    ...(position ? { position } : {}),
  });
}

/** What `normalize` subtracts and divides by. */
export interface NormalizeOptions {
  /** Per channel, on the scale of 0…1 to which bytes are brought. */
  readonly mean: readonly number[];
  /** Per channel, positive, on the same scale. */
  readonly std: readonly number[];
}

const normalizeKinds: Kinds<NormalizeOptions> = {
  mean: required(finiteNumbers),
  std: required(arrayOf(positiveNumber, 'a list of positive numbers')),
};

/** (x − mean) / std per channel. As a first layer it lets callers hand over images as bytes. Keeps the shape. */
export function normalize(options: NormalizeOptions): NormalizeLayer {
  const position = callerPosition();
  const problems: Problem[] = [...checkOptions('normalize', options, normalizeKinds, position)];
  if (!problems.length && options.mean.length !== options.std.length) {
    problems.push({
      code: 'RC1103',
      message: `normalize: ${options.mean.length} means and ${options.std.length} standard deviations; expected one of each per channel`,
      option: 'std',
      ...(position ? { position } : {}),
    });
  }
  const { mean, std } = problems.length ? { mean: [0], std: [1] } : options;
  return makeLayer<NormalizeLayer>({
    kind: 'normalize',
    mean: [...mean],
    std: [...std],
    problems,
    ...(position ? { position } : {}),
  });
}
