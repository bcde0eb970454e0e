import { shown } from '@resnet-compile/options';
import { isLayer, makeNetwork } from '../brand.ts';
import type { Layer } from '../layer.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { conv } from '../layers/conv.ts';
import { dense } from '../layers/dense.ts';
import { relu } from '../layers/activations.ts';
import { flatten, identity, normalize } from '../layers/pointwise.ts';
import { globalAveragePool, maxPool } from '../layers/pooling.ts';
import { sequential } from '../layers/sequential.ts';
import type { Network } from '../network-description.ts';
import type { Problem } from '../problem.ts';
import { callerPosition, type SourcePosition } from '../source-position.ts';
import { builtInBlock } from './blocks.ts';
import { resolveOptions, type BlockContext, type ResNetOptions, type ResolvedOptions } from './options.ts';
import { outputChannels } from './output-channels.ts';
import { shortcutOf } from './shortcut.ts';

/**
 * A residual network of the whole family: ResNet (He et al. 2015), pre-activation (2016), ResNeXt (Xie et al. 2016),
 * Wide ResNet (Zagoruyko and Komodakis 2016) and their plain twins. Parameters are named as torchvision names them;
 * those of v2 as timm's `resnetv2`.
 *
 * @example
 * ```ts
 * resnet({ stages: [3, 4, 6, 3], block: 'bottleneck' });
 * ```
 */
export function resnet(options: ResNetOptions): Network {
  const position = callerPosition();
  const at = position ? { position } : {};
  const { resolved, problems } = resolveOptions(options, position);
  const { stages, blockProblems } = buildStages(resolved, position);
  const body = resolved.variant === 'v2' ? v2Layers(resolved, stages) : v1Layers(resolved, stages);
  const first: Record<string, Layer> =
    resolved.normalize === undefined ? {} : { normalize: normalize(resolved.normalize) };
  return makeNetwork({
    kind: 'network',
    input: resolved.input,
    ...(resolved.outputs ? { outputs: resolved.outputs } : {}),
    body: sequential({ ...first, ...body }),
    problems: [...problems, ...blockProblems],
    ...at,
  });
}

function v1Layers(
  { stem, stemWidth, classes }: ResolvedOptions,
  stages: readonly (readonly Layer[])[],
): Record<string, Layer> {
  return {
    conv1: stem === 'imagenet' ? conv(stemWidth, { kernel: 7, stride: 2 }) : conv(stemWidth, { kernel: 3 }),
    bn1: batchNorm(),
    relu: relu(),
    ...(stem === 'imagenet' ? { maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }) } : {}),
    ...Object.fromEntries(stages.map((blocks, stage) => [`layer${stage + 1}`, sequential(blocks)])),
    avgpool: globalAveragePool(),
    fc: dense(classes),
  };
}

function v2Layers(
  { stem, stemWidth, classes }: ResolvedOptions,
  stages: readonly (readonly Layer[])[],
): Record<string, Layer> {
  return {
    stem: sequential({
      conv: stem === 'imagenet' ? conv(stemWidth, { kernel: 7, stride: 2 }) : conv(stemWidth, { kernel: 3 }),
    }),
    ...(stem === 'imagenet' ? { maxpool: maxPool({ kernel: 3, stride: 2, padding: 1 }) } : {}),
    stages: sequential(stages.map((blocks) => sequential({ blocks: sequential(blocks) }))),
    norm: batchNorm(),
    relu: relu(),
    avgpool: globalAveragePool(),
    head: sequential({ fc: conv(classes, { bias: true }), flatten: flatten() }),
  };
}

function buildStages(
  options: ResolvedOptions,
  position: SourcePosition | undefined,
): { readonly stages: readonly (readonly Layer[])[]; readonly blockProblems: readonly Problem[] } {
  const blockProblems: Problem[] = [];
  let inChannels = options.stemWidth;
  const stages = options.stages.map((depth, stage) =>
    Array.from({ length: depth }, (_, index): Layer => {
      const entering = inChannels;
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const context: BlockContext = {
        inChannels: entering,
        channels: options.width * 2 ** stage,
        stride,
        stage,
        index,
        shortcut: (outChannels) =>
          options.shortcut === 'none' ? undefined : shortcutOf(options, entering, outChannels, stride),
      };
      const block = typeof options.block === 'function' ? options.block(context) : builtInBlock(options, context);
      if (!isLayer(block)) {
        blockProblems.push({
          code: 'RC1104',
          message: `resnet: the block function returned ${shown(block)} for block ${index} of stage ${stage}; expected a layer`,
          option: 'block',
          ...(position ? { position } : {}),
        });
        return identity();
      }
      inChannels = outputChannels(block, entering);
      return block;
    }),
  );
  return { stages, blockProblems };
}
