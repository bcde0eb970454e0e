import { itemOf } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { countOf } from './count.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32Const, f32x4, get, i32, plus, set, v128, when, type Code } from './instructions.ts';
import { repeat } from './convolution.ts';
import type { PixelWalk } from './pixel-walk.ts';

type Pool = CoreShapeOf<'max_pool'> | CoreShapeOf<'average_pool'>;

/** Pooling over a window; the parts of it that lie outside of the map are skipped. Of a maximum, a NaN stays one. */
export function emitPool(
  context: KernelContext,
  core: Pool,
  { values: [values], offset }: RegisterTile,
  walk: PixelWalk,
): Code {
  const { locals } = context;
  const [y, x, rowAddress, address] = [locals.add('i32'), locals.add('i32'), locals.add('i32'), locals.add('i32')];
  const [kh, kw] = core.kernel;
  const max = core.kind === 'max_pool';
  // All bits are set where a value was none: `pmax` forgets it, and `max` takes eight instructions on x86.
  const none = locals.many(max ? values.length : 0, 'v128');
  const item = locals.add('v128');
  const visit: Code = [
    values.map((value, vector) => {
      const loaded = v128.load(get(address), vector * 16);
      if (!max) return set(value, f32x4.add(get(value), loaded));
      return [
        set(item, loaded),
        set(itemOf(none, vector), v128.or(get(itemOf(none, vector)), f32x4.ne(get(item), get(item)))),
        set(value, f32x4.pmax(get(value), get(item))),
      ];
    }),
  ];
  const columns: Code = [
    set(x, i32.sub(i32.mul(walk.column, i32.const(core.stride[1])), i32.const(core.padding[1]))),
    set(address, get(rowAddress)),
    repeat(context, kw, [
      when(i32.ltU(get(x), i32.const(core.input.width)), visit),
      set(x, plus(get(x), 1)),
      set(address, plus(get(address), core.input.pixel)),
    ]),
  ];
  const divisor =
    core.kind === 'average_pool' && core.counted
      ? countOf(core, core.counted, [core.input.height, core.input.width], [walk.row, walk.column])
      : f32x4.splat(f32Const(kh * kw));
  return [
    values.map((value) => set(value, max ? f32x4.splat(f32Const(-Infinity)) : v128.zero)),
    none.map((each) => set(each, v128.zero)),
    set(y, i32.sub(i32.mul(walk.row, i32.const(core.stride[0])), i32.const(core.padding[0]))),
    // Of the window's corner, which may lie outside.
    set(
      rowAddress,
      plus(
        sum(context.address('read'), offset(core.reads[0].access, 0), get(context.channel)),
        -core.padding[0] * core.input.row - core.padding[1] * core.input.pixel,
      ),
    ),
    repeat(context, kh, [
      when(i32.ltU(get(y), i32.const(core.input.height)), columns),
      set(y, plus(get(y), 1)),
      set(rowAddress, plus(get(rowAddress), core.input.row)),
    ]),
    values.map((value, vector) =>
      set(value, max ? v128.or(get(value), get(itemOf(none, vector))) : f32x4.div(get(value), divisor)),
    ),
  ];
}
