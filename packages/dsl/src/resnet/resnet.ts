import { makeNetwork } from '../brand.ts';
import type { Layer } from '../layer.ts';
import { conv } from '../layers/conv.ts';
import { dense } from '../layers/dense.ts';
import { flatten, normalize } from '../layers/pointwise.ts';
import { globalAveragePool } from '../layers/pooling.ts';
import { sequential } from '../layers/sequential.ts';
import type { Network } from '../network-description.ts';
import { fromOneCall, type SourcePosition } from '../source-position.ts';
import type { ResNetOptions } from './options.ts';
import { resolveOptions, type ResolvedOptions } from './resolve-options.ts';
import { buildStages } from './stages.ts';
import { stemOf } from './stem.ts';

type Stages = readonly (readonly Layer[])[];

/**
 * A residual network of the whole family: ResNet (He et al. 2015), pre-activation (2016), ResNeXt (Xie et al. 2016),
 * Wide ResNet (Zagoruyko and Komodakis 2016), their plain twins, and what was published since: deep stems, attention,
 * other norms and activations, antialiasing, dilation, stochastic depth. Parameters are named as torchvision names them;
 * those of v2 as timm's `resnetv2`.
 *
 * @example
 * ```ts
 * resnet({ stages: [3, 4, 6, 3], block: 'bottleneck' });
 * ```
 */
export function resnet(options: ResNetOptions): Network {
  return fromOneCall((position) => resnetAt(options, position));
}

function resnetAt(options: ResNetOptions, position: SourcePosition | undefined): Network {
  const at = position ? { position } : {};
  const { resolved, problems } = resolveOptions(options, position);
  const stem = stemOf(resolved);
  const { stages, blockProblems } = buildStages(resolved, stem, position);
  const head = resolved.variant === 'v2' ? v2Head(resolved, stages) : v1Head(resolved, stages);
  const first: Record<string, Layer> =
    resolved.normalize === undefined ? {} : { normalize: normalize(resolved.normalize) };
  return makeNetwork({
    kind: 'network',
    input: resolved.input,
    ...(resolved.outputs ? { outputs: resolved.outputs } : {}),
    ...(resolved.explain ? { explain: resolved.explain } : {}),
    body: sequential({ ...first, ...stem.layers, ...head }),
    problems: [...problems, ...blockProblems],
    ...at,
  });
}

/** Where blocks end with a sum that nothing activates, their last one is followed by an activation (He et al. 2016, §3.1). */
const v1Head = ({ placement, activation, classes }: ResolvedOptions, stages: Stages): Record<string, Layer> => ({
  ...Object.fromEntries(stages.map((blocks, stage) => [`layer${stage + 1}`, sequential(blocks)])),
  ...(placement === 'relu-only' ? { last: activation() } : {}),
  avgpool: globalAveragePool(),
  fc: dense(classes),
});

const v2Head = ({ norm, activation, classes }: ResolvedOptions, stages: Stages): Record<string, Layer> => ({
  stages: sequential(stages.map((blocks) => sequential({ blocks: sequential(blocks) }))),
  norm: norm(),
  relu: activation(),
  avgpool: globalAveragePool(),
  head: sequential({ fc: conv(classes, { bias: true }), flatten: flatten() }),
});
