import type { ConvOptions } from '../layers/conv.ts';
import type { BlockContext, BlockParts } from './block-context.ts';
import type { ResolvedOptions } from './resolve-options.ts';

/** A convolution of a built-in block; `strides`: where the block does. */
export interface Unit {
  readonly channels: number;
  readonly options: ConvOptions;
  readonly strides: boolean;
}

/** The convolutions of a basic or bottleneck block, in order. */
export function unitsOf(
  block: 'basic' | 'bottleneck',
  { variant, reduceFirst }: ResolvedOptions,
  { channels, stage }: BlockContext,
  { groups, inner }: BlockParts,
): readonly Unit[] {
  const reduction = reduceFirst[stage] ?? 1;
  const unit = (width: number, options: ConvOptions = {}, strides = false): Unit => ({
    channels: width,
    options,
    strides,
  });
  if (block === 'basic')
    return [unit(Math.floor(channels / reduction), { kernel: 3 }, true), unit(channels, { kernel: 3 })];
  const stridesFirst = variant === 'v1';
  return [
    unit(Math.floor(inner / reduction), {}, stridesFirst),
    unit(inner, { kernel: 3, groups }, !stridesFirst),
    unit(channels * 4),
  ];
}
