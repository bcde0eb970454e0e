import type { Block as BlockOption, ResNetOptions } from '../resnet/options.ts';
import { res2NetBlock } from '../resnet/res2net-block.ts';
import { selectiveKernelBlock } from '../resnet/selective-kernel-block.ts';
import { splitAttentionBlock } from '../resnet/split-attention-block.ts';
import { choice, madeChoice, type Choice } from './choice.ts';
import type { Block, Evidence } from './evidence.ts';

/** Blocks by how many convolutions there are; functions that build blocks by their branches. */
export function blockChoices({ blocks }: Evidence, { stages = [], block }: Partial<ResNetOptions>): readonly Choice[] {
  const [first] = blocks;
  if (!first) return [choice(block ? { block } : {})];
  const made = first.branches.flatMap((group) => madeBlocks(first, group.key, group.lists));
  let at = 0;
  const kinds = stages.map((depth): BlockOption => {
    const begins = blocks[at];
    at += depth;
    return (begins?.ownConvs ?? 2) > 2 ? 'bottleneck' : 'basic';
  });
  const [kind = 'basic'] = kinds;
  const builtIn = kinds.every((each) => each === kind)
    ? choice(kind === 'basic' ? {} : { block: kind })
    : choice({ block: kinds });
  return [...made, builtIn];
}

function madeBlocks(block: Block, key: string, lists: readonly (readonly unknown[])[]): readonly Choice[] {
  if (key.startsWith('split ')) {
    const scales = lists.length;
    return scales < 2
      ? []
      : [madeChoice('block', res2NetBlock({ scales }), { call: 'res2NetBlock', options: { scales } })];
  }
  if (!key.startsWith('["select"')) return [];
  const branches = lists.slice(0, -1);
  if (branches.every((branch) => branch.length === 0)) {
    const radix = branches.length;
    return [false, true].map((poolFirst) => {
      const options = { ...(radix === 2 ? {} : { radix }), ...(poolFirst ? { poolFirst } : {}) };
      return madeChoice('block', splitAttentionBlock(options), { call: 'splitAttentionBlock', options });
    });
  }
  const reads = key.includes('parts') ? ({ reads: 'parts' } as const) : {};
  const kind = block.ownConvs > 1 ? 'bottleneck' : 'basic';
  return [1 / 16, 1 / 8, 1 / 4, 1 / 2].flatMap((ratio) =>
    [8, 16, 32, 64].map((divisor) => {
      const options = {
        block: kind,
        ...reads,
        ...(ratio === 1 / 16 ? {} : { ratio }),
        ...(divisor === 8 ? {} : { divisor }),
      } as const;
      return madeChoice('block', selectiveKernelBlock(options), { call: 'selectiveKernelBlock', options });
    }),
  );
}
