import type { CoreShapeOf } from '../kernel-shape.ts';
import { byLane } from './by-lane.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { firstImage } from './each-pixel.ts';
import { repeat } from './convolution.ts';
import { doWhile, f32, f32Const, get, i32, plus, set, when, type Code, type Local } from './instructions.ts';

const float = (address: Code, index: Local): Code => sum(address, i32.mul(get(index), i32.const(4)));

/** Channel by channel, over the taps that lie within. */
export function emitChannelConvolution(
  context: KernelContext,
  { taps, turned, reads: [{ access }] }: CoreShapeOf<'channel_convolution'>,
  { values: [values], offset }: RegisterTile,
): Code {
  const { locals, shape } = context;
  const [channel, from, tap, total] = [locals.add('i32'), locals.add('i32'), locals.add('i32'), locals.add('f32')];
  const x = sum(context.address('read'), offset(access, 0));
  const filter = context.address('tensor');
  return byLane(context, values, { channel, into: total }, [
    set(total, f32Const(0)),
    set(from, plus(get(channel), -Math.floor(taps / 2))),
    set(tap, turned ? plus(filter, 4 * (taps - 1)) : filter),
    repeat(context, taps, [
      when(
        i32.ltU(get(from), i32.const(shape.channels)),
        set(total, f32.add(get(total), f32.mul(f32.load(get(tap)), f32.load(float(x, from))))),
      ),
      set(from, plus(get(from), 1)),
      set(tap, plus(get(tap), turned ? -4 : 4)),
    ]),
  ]);
}

/** Each tap's products in turn: a sum for each image, added in their order. */
export function emitChannelFilterGradient(
  context: KernelContext,
  { taps, reads: [dy, x] }: CoreShapeOf<'channel_filter_gradient'>,
): Code {
  const { locals, shape } = context;
  const [tap, image, channel, from] = locals.many(4, 'i32') as [Local, Local, Local, Local];
  const [ofDy, ofX] = locals.many(2, 'i32') as [Local, Local];
  const [total, ofImage] = locals.many(2, 'f32') as [Local, Local];
  const move = (local: Local, by: number): Code => set(local, plus(get(local), by));
  return [
    set(tap, i32.const(0)),
    repeat(context, taps, [
      set(total, f32Const(0)),
      set(image, context.first),
      set(ofDy, sum(context.address('read', 0), firstImage(context, dy.access))),
      set(ofX, sum(context.address('read', 1), firstImage(context, x?.access ?? dy.access))),
      doWhile(
        [
          set(ofImage, f32Const(0)),
          set(channel, i32.const(0)),
          set(from, plus(get(tap), -Math.floor(taps / 2))),
          repeat(context, shape.channels, [
            when(
              i32.ltU(get(from), i32.const(shape.channels)),
              set(
                ofImage,
                f32.add(get(ofImage), f32.mul(f32.load(float(get(ofDy), channel)), f32.load(float(get(ofX), from)))),
              ),
            ),
            move(channel, 1),
            move(from, 1),
          ]),
          set(total, f32.add(get(total), get(ofImage))),
          move(ofDy, dy.access.image),
          move(ofX, x?.access.image ?? 0),
          move(image, 1),
        ],
        i32.ltU(get(image), context.last),
      ),
      f32.store(float(context.address('result'), tap), get(total)),
      move(tap, 1),
    ]),
  ];
}
