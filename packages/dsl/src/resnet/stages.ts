import { shown } from '@resnet-compile/options';
import { isLayer } from '../brand.ts';
import type { Layer } from '../layer.ts';
import { identity } from '../layers/pointwise.ts';
import type { Problem } from '../problem.ts';
import { inUsersCode, type SourcePosition } from '../source-position.ts';
import type { BlockContext } from './block-context.ts';
import { blockParts } from './block-parts.ts';
import { unitsOf } from './blocks.ts';
import type { Block } from './options.ts';
import { outputChannels } from './output-channels.ts';
import { placed } from './placement.ts';
import { residualOf } from './residual-end.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import { shortcutOf } from './shortcut.ts';
import type { Stem } from './stem.ts';
import { stridesOf, type StageStrides } from './strides.ts';

/** The blocks of all stages, and what functions that build blocks did wrong. */
export function buildStages(
  options: ResolvedOptions,
  { channels: stemChannels, stride: stemStride }: Stem,
  position: SourcePosition | undefined,
): { readonly stages: readonly (readonly Layer[])[]; readonly blockProblems: readonly Problem[] } {
  const { stages: depths, blocks, widths, stochasticDepth, outputStride } = options;
  const blockProblems: Problem[] = [];
  const strides = stridesOf(depths.length, stemStride, outputStride);
  const all = depths.reduce((sum, depth) => sum + depth, 0);
  let inChannels = stemChannels;
  let count = 0;
  const stages = depths.map((depth, stage) =>
    Array.from({ length: depth }, (_, index): Layer => {
      const entering = inChannels;
      const ofStage = strides[stage] as StageStrides;
      const ofBlock: StageStrides = { ...ofStage, stride: index === 0 ? ofStage.stride : 1 };
      const context: BlockContext = {
        inChannels: entering,
        channels: widths[stage] as number,
        stride: ofBlock.stride,
        stage,
        index,
        shortcut: (outChannels) =>
          options.shortcut === 'none' ? undefined : shortcutOf(options, entering, outChannels, ofBlock),
      };
      const dropRate = (stochasticDepth * ++count) / all;
      const block = builtBlock(blocks[stage] as Block, options, context, ofBlock, dropRate);
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

function builtBlock(
  block: Block,
  options: ResolvedOptions,
  context: BlockContext,
  strides: StageStrides,
  dropRate: number,
): Layer {
  const parts = blockParts(options, context, strides, dropRate);
  if (typeof block === 'function') return inUsersCode(block)(context, parts);
  return placed(
    unitsOf(block, options, context, parts),
    options,
    parts,
    (end) => residualOf(options, context, dropRate, end),
    context.stage === 0 && context.index === 0,
  );
}
