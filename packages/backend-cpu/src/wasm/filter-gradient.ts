import type { CoreShapeOf } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import { repeat } from './convolution.ts';
import { advance, emitStrips, emitTile, tileRows, type TileRow } from './filter-gradient-strips.ts';
import { get, set, v128, type Code } from './instructions.ts';

/**
 * dw[o, i, ky, kx] = Σ dy[o, pixel]·x[i, pixel·s + k − p]: for each filter tap a product of two matrices over the pixels,
 * on a register tile of input × output channels.
 */
export function emitFilterGradient(context: KernelContext, core: CoreShapeOf<'filter_gradient'>): Code {
  const splat = context.locals.add('v128');
  const channel = (index: number): TileRow => {
    return (x, bytes) => ({
      before: set(splat, v128.load32Splat(x, bytes + index * 4)),
      value: () => get(splat),
    });
  };
  return emitStrips(context, core, (at, rows) => {
    const tile = (inputs: number, vectors: number): Code => {
      const channels = Array.from({ length: inputs }, (_, index) => channel(index));
      return [emitTile(context, core, at, rows, channels, vectors), advance(at.x, inputs * 4)];
    };
    const inputs = (vectors: number): Code => {
      const full = Math.floor(core.inChannels / tileRows);
      const rest = core.inChannels % tileRows;
      return [
        full ? repeat(context, full, tile(tileRows, vectors)) : [],
        rest ? tile(rest, vectors) : [],
        advance(at.x, -core.inChannels * 4),
      ];
    };
    const panel = (vectors: number): Code => [
      set(at.xRow, get(at.xTap)),
      repeat(context, core.kernel[0], [
        set(at.x, get(at.xRow)),
        repeat(context, core.kernel[1], [inputs(vectors), advance(at.x, core.tapStride[1])]),
        advance(at.xRow, core.tapStride[0]),
      ]),
      advance(at.dyPanel, vectors * 16),
    ];
    const panelChannels = context.variant.tile.channels;
    const full = Math.floor(core.outChannels / panelChannels);
    const rest = (core.outChannels % panelChannels) / 4;
    return repeat(context, core.groups, [
      full ? repeat(context, full, panel(panelChannels / 4)) : [],
      rest ? panel(rest) : [],
      advance(at.xTap, core.groups > 1 ? core.inChannels * 4 : 0),
    ]);
  });
}
