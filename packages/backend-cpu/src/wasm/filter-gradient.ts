import { itemOf } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { multiplyAdd, sum, type KernelContext } from './context.ts';
import { repeat, unrolled } from './convolution.ts';
import { doWhile, f32x4, get, i32, plus, set, v128, type Code, type Local } from './instructions.ts';
import { firstImage } from './each-pixel.ts';

type FilterGradient = CoreShapeOf<'filter_gradient'>;

/** Input channels of a register tile. */
const tileRows = 6;

/** Pixels of a strip: with 16 channels of dy and as much of x, they stay in the nearest cache while a panel's tiles pass. */
const stripPixels = 256;

/** Rows of a strip, all strips of a map alike; the same for every variant, since sums are rounded once per strip. */
function stripRows([height, width]: readonly [number, number]): number {
  const fits = (rows: number): boolean => height % rows === 0 && rows * width <= stripPixels;
  return Array.from({ length: height }, (_, index) => height - index).find(fits) ?? 1;
}

/**
 * dw[o, i, ky, kx] = Σ dy[o, pixel]·x[i, pixel·s + k − p]: for each filter tap a product of two matrices over the pixels,
 * on a register tile of input × output channels. Strip by strip, so that both stay in the cache, each strip's sum added to
 * the result in their order. The result lies like packed filters, which the loops walk through in order.
 */
export function emitFilterGradient(context: KernelContext, core: FilterGradient): Code {
  const { locals } = context;
  const names = ['image', 'dyStrip', 'xStrip', 'result', 'dyPanel', 'xTap', 'xRow', 'dy', 'x'] as const;
  const at = Object.fromEntries(names.map((name) => [name, locals.add('i32')])) as Record<
    (typeof names)[number],
    Local
  >;
  const [dyAccess, xAccess] = [core.reads[0].access, itemOf(core.reads, 1).access];
  const rows = stripRows(context.shape.map);
  const strips = context.shape.map[0] / rows;
  const advance = (local: Local, bytes: number): Code => (bytes === 0 ? [] : set(local, plus(get(local), bytes)));

  const inputs = (vectors: number): Code => {
    const full = Math.floor(core.inChannels / tileRows);
    const rest = core.inChannels % tileRows;
    return [
      full ? repeat(context, full, emitTile(context, core, at, rows, tileRows, vectors)) : [],
      rest ? emitTile(context, core, at, rows, rest, vectors) : [],
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
  return [
    set(at.image, context.first),
    set(at.dyStrip, sum(context.address('read'), firstImage(context, dyAccess))),
    set(at.xStrip, sum(context.address('read', 1), firstImage(context, xAccess))),
    doWhile(
      [
        repeat(context, strips, [
          set(at.result, context.address('result')),
          set(at.dyPanel, get(at.dyStrip)),
          set(at.xTap, get(at.xStrip)),
          repeat(context, core.groups, [
            full ? repeat(context, full, panel(panelChannels / 4)) : [],
            rest ? panel(rest) : [],
            advance(at.xTap, core.groups > 1 ? core.inChannels * 4 : 0),
          ]),
          advance(at.dyStrip, rows * dyAccess.y),
          advance(at.xStrip, rows * xAccess.y),
        ]),
        advance(at.dyStrip, dyAccess.image - strips * rows * dyAccess.y),
        advance(at.xStrip, xAccess.image - strips * rows * xAccess.y),
        set(at.image, plus(get(at.image), 1)),
      ],
      i32.ltU(get(at.image), context.last),
    ),
  ];
}

/** One tile of `inputs` × `vectors` channels over all pixels of a strip; `x` moves on by its input channels, `result` behind it. */
function emitTile(
  context: KernelContext,
  core: FilterGradient,
  at: Record<'x' | 'dyPanel' | 'result', Local>,
  rows: number,
  inputs: number,
  vectors: number,
): Code {
  const {
    locals,
    shape: {
      map: [, width],
    },
  } = context;
  const sums = Array.from({ length: inputs }, () => locals.many(vectors, 'v128'));
  const dyValues = locals.many(vectors, 'v128');
  const splat = locals.add('v128');
  const [dy, x] = [locals.add('i32'), locals.add('i32')];
  const [dyAccess, xAccess] = [core.reads[0].access, itemOf(core.reads, 1).access];
  const unroll = unrolled(width);
  const pixel = (index: number): Code => [
    dyValues.map((value, vector) => set(value, v128.load(get(dy), index * dyAccess.x + vector * 16))),
    sums.map((row, channel) => [
      set(splat, v128.load32Splat(get(x), index * xAccess.x + channel * 4)),
      row.map((total, vector) =>
        set(total, multiplyAdd(context, get(splat), get(itemOf(dyValues, vector)), get(total))),
      ),
    ]),
  ];
  const move = (pixels: number, extraDy: number, extraX: number): Code => [
    set(dy, plus(get(dy), pixels * dyAccess.x + extraDy)),
    set(x, plus(get(x), pixels * xAccess.x + extraX)),
  ];
  return [
    sums.map((row) => row.map((total) => set(total, v128.zero))),
    set(dy, get(at.dyPanel)),
    set(x, get(at.x)),
    repeat(context, rows, [
      repeat(context, width / unroll, [Array.from({ length: unroll }, (_, index) => pixel(index)), move(unroll, 0, 0)]),
      move(0, dyAccess.y - width * dyAccess.x, xAccess.y - width * xAccess.x),
    ]),
    // All loads before all stores: between neighbouring stores V8's revectorizer wants to see nothing else.
    sums.map((row, channel) =>
      row.map((total, vector) =>
        set(total, f32x4.add(v128.load(get(at.result), (channel * vectors + vector) * 16), get(total))),
      ),
    ),
    sums.map((row, channel) =>
      row.map((total, vector) => v128.store(get(at.result), get(total), (channel * vectors + vector) * 16)),
    ),
    set(at.result, plus(get(at.result), inputs * vectors * 16)),
    set(at.x, plus(get(at.x), inputs * 4)),
  ];
}
