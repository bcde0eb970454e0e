import { byPixel } from './by-pixel.ts';
import { emitChannelFilterGradient } from './channel-convolution.ts';
import type { KernelContext } from './context.ts';
import type { EmitCore, Emitters } from './emitters.ts';
import { emitFilterGradient } from './filter-gradient.ts';
import { forward } from './forward.ts';
import { emitGroupedFilterGradient } from './grouped-filter-gradient.ts';
import { get, i32, plus, set, type Code } from './instructions.ts';
import { emitPad, emitPadGradient } from './pad.ts';
import { panels } from './panels.ts';
import { emitPoolGradient, emitSpread, emitUpsample } from './pool-gradients.ts';
import { emitStatistics } from './statistics.ts';
import { emitSums } from './sums.ts';
import type { CoreShape } from '../kernel-shape.ts';

/** A reduction's channels, two vectors at a time: its sums stay in registers. */
const byPanel =
  <Core extends CoreShape>(emit: (context: KernelContext, core: Core, vectors: number) => Code): EmitCore<Core> =>
  (context, core) => [
    set(context.channel, i32.const(0)),
    panels(context, context.shape.paddedChannels, 8, (vectors) => [
      emit(context, core, vectors),
      set(context.channel, plus(get(context.channel), vectors * 16)),
    ]),
  ];

/** And what training takes, and pads. */
export const everything = {
  ...forward,
  filter_gradient: emitFilterGradient,
  channel_filter_gradient: emitChannelFilterGradient,
  grouped_filter_gradient: emitGroupedFilterGradient,
  channel_statistics: byPanel(emitStatistics),
  channel_sums: byPanel(emitSums),
  max_pool_gradient: byPixel(emitPoolGradient),
  average_pool_gradient: byPixel(emitPoolGradient),
  spread: byPixel(emitSpread),
  upsample: byPixel(emitUpsample),
  pad: byPixel(emitPad),
  pad_gradient: byPixel(emitPadGradient),
} as const satisfies Required<Emitters>;
