import type { CoreShapeOf } from '../kernel-shape.ts';
import { byLane } from './by-lane.ts';
import { byPixel } from './by-pixel.ts';
import { sum } from './context.ts';
import type { EmitCore } from './emitters.ts';
import { doWhile, f32, f32Const, get, i32, plus, set, when } from './instructions.ts';

/** Each group's sum once, when its first channel is reached: it stays in a local until the group ends. */
export const emitGroupMean: EmitCore<CoreShapeOf<'group_mean'>> = (context, core) => {
  const { locals } = context;
  const [channel, end, pointer] = [locals.add('i32'), locals.add('i32'), locals.add('i32')];
  const [total, mean] = [locals.add('f32'), locals.add('f32')];
  return byPixel<CoreShapeOf<'group_mean'>>((_, { reads: [{ access }] }, { values: [values], offset }) => [
    when(i32.eqz(get(context.channel)), set(end, i32.const(0))),
    byLane(
      context,
      values,
      { channel, into: mean },
      when(i32.eq(get(channel), get(end)), [
        set(pointer, sum(context.address('read'), offset(access, 0), i32.mul(get(channel), i32.const(4)))),
        set(end, plus(get(channel), core.size)),
        set(total, f32Const(0)),
        doWhile(
          [set(total, f32.add(get(total), f32.load(get(pointer)))), set(pointer, plus(get(pointer), 4))],
          i32.ltU(get(pointer), sum(context.address('read'), offset(access, 0), i32.mul(get(end), i32.const(4)))),
        ),
        set(mean, f32.div(get(total), f32Const(core.size))),
      ]),
    ),
  ])(context, core);
};
