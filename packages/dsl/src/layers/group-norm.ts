import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { integerFrom, positiveNumber } from '../kinds.ts';
import type { GroupNormLayer } from '../layer.ts';
import type { Problem } from '../problem.ts';
import { callerPosition, type SourcePosition } from '../source-position.ts';

/** What `layerNorm` and `instanceNorm` may be told. */
export interface LayerNormOptions {
  /** Added to the variance: 1e-5, as in PyTorch. */
  readonly epsilon?: number;
}

/** What `groupNorm` may be told. */
export interface GroupNormOptions extends LayerNormOptions {
  /** Of channels that stand side by side, by which their number is divisible; 32, as in the paper. */
  readonly groups?: number;
}

/**
 * γ·(x − μ)/√(σ² + ε) + β with the mean and the biased variance of each image's groups of channels, over their pixels, and γ
 * and β per channel, `weight` and `bias` (Wu and He 2018). The same in training and inference: there are no running
 * statistics. Takes N×C×H×W, and N×C; keeps the shape.
 */
export function groupNorm(options: GroupNormOptions = {}): GroupNormLayer {
  const position = callerPosition();
  const kinds = { groups: integerFrom(1), epsilon: positiveNumber };
  const problems = checkOptions('groupNorm', options, kinds, position);
  return norm(problems.length ? 1 : (options.groups ?? 32), options, problems, position);
}

/** Group norm of one group: each image by the mean and variance of all of its channels (Ba et al. 2016). Keeps the shape. */
export const layerNorm = (options: LayerNormOptions = {}): GroupNormLayer => ofFixedGroups('layerNorm', 1, options);

/**
 * Group norm of one channel a group: each map by its own mean and variance (Ulyanov et al. 2016). PyTorch's `InstanceNorm2d`
 * with `affine=True`. Keeps the shape.
 */
export const instanceNorm = (options: LayerNormOptions = {}): GroupNormLayer =>
  ofFixedGroups('instanceNorm', 'channels', options);

function ofFixedGroups(call: string, groups: GroupNormLayer['groups'], options: LayerNormOptions): GroupNormLayer {
  const position = callerPosition();
  return norm(groups, options, checkOptions(call, options, { epsilon: positiveNumber }, position), position);
}

const norm = (
  groups: GroupNormLayer['groups'],
  options: LayerNormOptions,
  problems: readonly Problem[],
  position: SourcePosition | undefined,
): GroupNormLayer =>
  makeLayer<GroupNormLayer>({
    kind: 'groupNorm',
    groups,
    epsilon: problems.length ? 1e-5 : (options.epsilon ?? 1e-5),
    problems,
    ...(position ? { position } : {}),
  });
