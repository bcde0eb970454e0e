import { itemOf } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { countOf } from './count.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32Const, f32x4, get, i32, plus, set, v128, when, type Code, type Local } from './instructions.ts';
import type { PixelWalk } from './pixel-walk.ts';

type PoolGradient = CoreShapeOf<'max_pool_gradient'> | CoreShapeOf<'average_pool_gradient'>;

/**
 * Gathers: a pixel asks each window that holds it, by its own place in the window. Of max-pooling, it takes the window's
 * gradient where it is larger than all before it and not smaller than any behind it: the first largest wins.
 */
export function emitPoolGradient(
  context: KernelContext,
  core: PoolGradient,
  { values: [values], offset }: RegisterTile,
  walk: PixelWalk,
): Code {
  const { locals } = context;
  const [windowY, windowX, address, own] = [locals.add('i32'), locals.add('i32'), locals.add('i32'), locals.add('i32')];
  const wins = locals.many(values.length, 'v128');
  const share = locals.add('v128');
  const places = Array.from(
    { length: core.kernel[0] * core.kernel[1] },
    (_, index) => [Math.floor(index / core.kernel[1]), index % core.kernel[1]] as const,
  );

  const ask = ([i, j]: readonly [number, number]): Code => {
    // The window's place: (pixel + padding − i) / stride, where that is whole and inside.
    const shiftedY = plus(walk.row, core.padding[0] - i);
    const shiftedX = plus(walk.column, core.padding[1] - j);
    return [
      set(windowY, dividing(shiftedY, core.stride[0])),
      set(windowX, dividing(shiftedX, core.stride[1])),
      when(
        i32.and(
          i32.ltU(get(windowY), i32.const(core.input.height)),
          i32.ltU(get(windowX), i32.const(core.input.width)),
        ),
        [
          set(
            address,
            sum(
              context.address('read'),
              offset(core.reads[0].access, 0),
              get(context.channel),
              i32.mul(get(windowY), i32.const(core.input.row)),
              i32.mul(get(windowX), i32.const(core.input.pixel)),
            ),
          ),
          core.kind === 'max_pool_gradient'
            ? contest(context, core, walk, get(own), wins, [i, j], places)
            : shareOf(context, core, get(windowY), get(windowX), share),
          values.map((value, vector) => {
            const dy = v128.load(get(address), vector * 16);
            return set(
              value,
              f32x4.add(
                get(value),
                core.kind === 'max_pool_gradient' ? v128.and(dy, get(itemOf(wins, vector))) : f32x4.mul(dy, get(share)),
              ),
            );
          }),
        ],
      ),
    ];
  };
  return [
    values.map((value) => set(value, v128.zero)),
    core.kind === 'max_pool_gradient'
      ? set(own, sum(context.address('read', 1), offset(itemOf(core.reads, 1).access, 0), get(context.channel)))
      : [],
    places.map(ask),
  ];
}

/** value / divisor, or −1 where that is not whole. */
const dividing = (value: Code, divisor: number): Code =>
  divisor === 1
    ? value
    : i32.select(i32.divS(value, i32.const(divisor)), i32.const(-1), i32.eqz(i32.remS(value, i32.const(divisor))));

function contest(
  { locals }: KernelContext,
  { source }: CoreShapeOf<'max_pool_gradient'>,
  walk: PixelWalk,
  own: Code,
  wins: readonly Local[],
  [i, j]: readonly [number, number],
  places: readonly (readonly [number, number])[],
): Code {
  const mine = locals.many(wins.length, 'v128');
  const { height, width, row, pixel } = source;
  return [
    wins.map((win, vector) => [set(win, v128.ones), set(itemOf(mine, vector), v128.load(own, vector * 16))]),
    places.map(([a, b]) => {
      if (a === i && b === j) return [];
      const before = a < i || (a === i && b < j);
      const inside = i32.and(
        i32.ltU(plus(walk.row, a - i), i32.const(height)),
        i32.ltU(plus(walk.column, b - j), i32.const(width)),
      );
      return when(
        inside,
        wins.map((win, vector) => {
          const other = v128.load(plus(own, (a - i) * row + (b - j) * pixel), vector * 16);
          const ownValue = get(itemOf(mine, vector));
          return set(win, v128.and(get(win), before ? f32x4.gt(ownValue, other) : f32x4.ge(ownValue, other)));
        }),
      );
    }),
  ];
}

/** 1 / the number of elements that the window's mean was formed of. */
function shareOf(
  { shape: { map } }: KernelContext,
  core: CoreShapeOf<'average_pool_gradient'>,
  windowY: Code,
  windowX: Code,
  share: Local,
): Code {
  const { kernel, counted } = core;
  if (!counted) return set(share, f32x4.splat(f32Const(1 / (kernel[0] * kernel[1]))));
  return set(share, f32x4.div(f32x4.splat(f32Const(1)), countOf(core, counted, map, [windowY, windowX])));
}

/** A mean's gradient: an equal share for every pixel. */
export const emitSpread = (
  context: KernelContext,
  { reads: [{ access }], factor }: CoreShapeOf<'spread'>,
  { values: [values], offset }: RegisterTile,
): Code =>
  values.map((value, vector) => {
    const loaded = v128.load(sum(context.address('read'), offset(access, 0), get(context.channel)), vector * 16);
    return set(value, f32x4.mul(loaded, f32x4.splat(f32Const(factor))));
  });

/** Zeros but for every stride-th pixel. */
export function emitUpsample(
  context: KernelContext,
  core: CoreShapeOf<'upsample'>,
  { values: [values], offset }: RegisterTile,
  walk: PixelWalk,
): Code {
  const [y, x] = [context.locals.add('i32'), context.locals.add('i32')];
  const address = sum(
    context.address('read'),
    offset(core.reads[0].access, 0),
    get(context.channel),
    i32.mul(get(y), i32.const(core.input.row)),
    i32.mul(get(x), i32.const(core.input.pixel)),
  );
  return [
    values.map((value) => set(value, v128.zero)),
    set(y, dividing(walk.row, core.stride[0])),
    set(x, dividing(walk.column, core.stride[1])),
    when(
      i32.and(i32.ltU(get(y), i32.const(core.input.height)), i32.ltU(get(x), i32.const(core.input.width))),
      values.map((value, vector) => set(value, v128.load(address, vector * 16))),
    ),
  ];
}
