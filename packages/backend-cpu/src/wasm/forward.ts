import { byPixel } from './by-pixel.ts';
import { emitChannelConvolution } from './channel-convolution.ts';
import { emitCopy } from './copy.ts';
import type { Emitters } from './emitters.ts';
import { emitGroupMean } from './group-mean.ts';
import { emitGroupedConvolution } from './grouped-convolution.ts';
import { emitMean } from './mean.ts';
import { emitTiled } from './tiled.ts';
import { emitPool } from './window.ts';
import { emitWinograd } from './winograd.ts';
import { emitWinogradFilters } from './winograd-filters.ts';

/** What predicting takes, but for pads: few networks have one that is no part of a convolution. */
export const forward = {
  convolution: (context, core) => emitTiled(context, core, context.shape.map[0] * context.shape.map[1]),
  grouped_convolution: emitGroupedConvolution,
  winograd: emitWinograd,
  winograd_filters: emitWinogradFilters,
  max_pool: byPixel(emitPool),
  average_pool: byPixel(emitPool),
  mean: byPixel(emitMean),
  group_mean: emitGroupMean,
  channel_convolution: byPixel(emitChannelConvolution),
  copy: byPixel(emitCopy),
} as const satisfies Emitters;
