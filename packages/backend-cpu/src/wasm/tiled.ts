import type { Access } from '../access.ts';
import type { CoreShape, KernelShape } from '../kernel-shape.ts';
import type { KernelContext, RegisterTile } from './context.ts';
import { emitConvolution, repeat } from './convolution.ts';
import { emitEpilogue } from './epilogue.ts';
import { doWhile, get, i32, plus, set, when, type Code } from './instructions.ts';
import { panels, type EmitPanel } from './panels.ts';
import { keyOf, PixelWalk } from './pixel-walk.ts';

/** Everything that moves with the pixels of a result. */
export const accessesOf = ({ core, steps }: KernelShape): readonly Access[] => [...('access' in core ? [core.access] : []), ...('source' in core && core.source ? [core.source] : []), ...steps.flatMap((step) => ('access' in step ? [step.access] : []))];

/** Channels outside, pixels inside: a panel of filters stays in the cache while the block's pixels pass. */
export function emitTiled(context: KernelContext, core: Extract<CoreShape, { kind: 'convolution' }>): Code {
  const { locals, shape } = context;
  const panelStart = locals.add('i32');
  const weights = locals.add('i32');
  const group = locals.add('i32');
  const { pixels: tilePixels, channels: tileChannels } = context.variant.tile;
  const perGroup = shape.paddedChannels / core.groups;
  const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
  const tile: EmitPanel = (vectors, isLast) => {
    const values = Array.from({ length: tilePixels }, () => locals.many(vectors, 'v128'));
    const kept = keepOffsets(context, walk, tilePixels);
    const registers: RegisterTile = { values, offset: kept.offset };
    const panelBytes = core.kernelRows * core.pieces * core.run * vectors * 16;
    return [
      walk.start(context.first),
      doWhile([
        kept.gather,
        set(weights, get(panelStart)),
        emitConvolution(context, core, registers, weights, get(group)),
        emitEpilogue(context, registers, isLast),
      ], kept.more),
      set(panelStart, plus(get(panelStart), panelBytes)),
      set(context.channel, plus(get(context.channel), vectors * 16)),
    ];
  };
  return [
    set(panelStart, context.address('weights')),
    set(context.channel, i32.const(0)),
    set(group, i32.const(0)),
    repeat(context, core.groups, [panels(context, perGroup, tileChannels, tile), set(group, plus(get(group), core.groupStride))]),
  ];
}

/**
 * The offsets of each pixel of a tile. Behind the last pixel of the range they stay, so that the last tile computes that
 * one several times instead of touching memory that is not its own.
 */
function keepOffsets({ locals, shape, last }: KernelContext, walk: PixelWalk, pixels: number) {
  const accesses = new Map(accessesOf(shape).map((access) => [keyOf(access), access]));
  const kept = new Map([...accesses.keys()].map((key) => [key, locals.many(pixels, 'i32')]));
  const more = locals.add('i32');
  const keep = (pixel: number): Code => [...accesses].map(([key, access]) => set(kept.get(key)![pixel]!, walk.offset(access)));
  const gather = Array.from({ length: pixels }, (_, pixel) => [
    keep(pixel),
    pixel === pixels - 1 ? [set(more, i32.ltU(plus(walk.pixel, 1), last)), when(get(more), walk.step())] : when(i32.ltU(plus(walk.pixel, 1), last), walk.step()),
  ]);
  return { gather, more: get(more), offset: (access: Access, pixel: number): Code => get(kept.get(keyOf(access))![pixel]!) };
}
