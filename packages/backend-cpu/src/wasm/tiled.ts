import { itemOf, found } from '@resnet-compile/ir';
import type { Access } from '../access.ts';
import { accessesOf, type CoreShapeOf } from '../kernel-shape.ts';
import type { KernelContext, RegisterTile } from './context.ts';
import { emitConvolution, repeat } from './convolution.ts';
import { emitEpilogue } from './epilogue.ts';
import { doWhile, get, i32, plus, set, when, type Code } from './instructions.ts';
import { panels, type EmitPanel } from './panels.ts';
import { keyOf, PixelWalk } from './pixel-walk.ts';
import { emitPrefetch } from './prefetch.ts';

/**
 * Channels outside, pixels inside: a panel of filters stays in the cache while the block's pixels pass. An image has
 * `perImage` pixels.
 */
export function emitTiled(context: KernelContext, core: CoreShapeOf<'convolution'>, perImage: number): Code {
  const { locals, shape } = context;
  const panelStart = locals.add('i32');
  const weights = locals.add('i32');
  const group = locals.add('i32');
  const { pixels: tilePixels, channels: tileChannels } = context.variant.tile;
  const perGroup = shape.paddedChannels / core.groups;
  const walk = new PixelWalk(locals, shape.map, accessesOf(shape));
  const tile: EmitPanel = (vectors, isLast) => {
    const first = locals.many(vectors, 'v128');
    const others = Array.from({ length: tilePixels - 1 }, () => locals.many(vectors, 'v128'));
    const panelBytes = core.kernelRows * core.pieces * core.run * vectors * 16;
    const upTo = (end: Code, pixels: number): Code => {
      const kept = keepOffsets(context, walk, pixels, end);
      const registers: RegisterTile = { values: [first, ...others.slice(0, pixels - 1)], offset: kept.offset };
      return doWhile(
        [
          kept.gather,
          set(weights, get(panelStart)),
          emitConvolution(context, core, registers, weights, get(group)),
          emitEpilogue(context, registers, isLast),
        ],
        kept.more,
      );
    };
    return [
      emitPrefetch(context, get(panelStart), panelBytes),
      walk.start(context.first),
      isUneven(perImage, tilePixels) ? emitUneven(context, walk, tilePixels, upTo) : upTo(context.last, tilePixels),
      set(panelStart, plus(get(panelStart), panelBytes)),
      set(context.channel, plus(get(context.channel), vectors * 16)),
    ];
  };
  return [
    set(panelStart, context.address('tensor')),
    set(context.channel, i32.const(0)),
    set(group, i32.const(0)),
    repeat(context, core.groups, [
      panels(context, perGroup, tileChannels, tile),
      set(group, plus(get(group), core.groupStride)),
    ]),
  ];
}

/** Tiles that are one pixel smaller, for a number of pixels that would else leave the last tile part empty. */
const smallerTiles = (pixels: number, tile: number): number => (tile - (pixels % tile)) % tile;

/** Whether whole tiles would compute over a twentieth in vain and smaller ones come out even: 49 pixels are 4 × 6 + 5 × 5. */
const isUneven = (pixels: number, tile: number): boolean => {
  const smaller = smallerTiles(pixels, tile);
  return smaller > pixels / 20 && smaller * (tile - 1) <= pixels;
};

/** Smaller tiles first, as many as leave whole ones only; none where there are too few pixels. */
function emitUneven(
  { locals, first, last }: KernelContext,
  walk: PixelWalk,
  tile: number,
  upTo: (end: Code, pixels: number) => Code,
): Code {
  const [pixels, smaller] = [locals.add('i32'), locals.add('i32')];
  const end = i32.add(first, get(smaller));
  return [
    set(pixels, i32.sub(last, first)),
    set(
      smaller,
      i32.mul(
        i32.remU(i32.sub(i32.const(tile), i32.remU(get(pixels), i32.const(tile))), i32.const(tile)),
        i32.const(tile - 1),
      ),
    ),
    set(smaller, i32.select(get(smaller), i32.const(0), i32.ltU(get(smaller), plus(get(pixels), 1)))),
    when(get(smaller), [upTo(end, tile - 1), walk.step()]),
    when(i32.ltU(end, last), upTo(last, tile)),
  ];
}

/**
 * The offsets of each pixel of a tile. Behind the last pixel of the range they stay, so that the last tile computes that
 * one several times instead of touching memory that is not its own.
 */
export function keepOffsets({ locals, shape }: KernelContext, walk: PixelWalk, pixels: number, end: Code) {
  const accesses = new Map(accessesOf(shape).map((access) => [keyOf(access), access]));
  const kept = new Map(
    Array.from(accesses, ([key, access]) => [key, { access, offsets: locals.many(pixels, 'i32') }] as const),
  );
  const more = locals.add('i32');
  const keep = (pixel: number): Code =>
    Array.from(kept.values(), ({ access, offsets }) => set(itemOf(offsets, pixel), walk.offset(access)));
  const gather = Array.from({ length: pixels }, (_, pixel) => [
    keep(pixel),
    pixel === pixels - 1
      ? [set(more, i32.ltU(plus(walk.pixel, 1), end)), when(get(more), walk.step())]
      : when(i32.ltU(plus(walk.pixel, 1), end), walk.step()),
  ]);
  return {
    gather,
    more: get(more),
    offset: (access: Access, pixel: number): Code => get(itemOf(found(kept, keyOf(access)).offsets, pixel)),
  };
}
