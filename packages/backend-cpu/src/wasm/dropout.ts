import type { StepShape } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import type { EpilogueSlice } from './epilogue-slice.ts';
import { f32Const, f32x4, get, i32, i32x4, plus, set, v128, type Code, type Local } from './instructions.ts';

/** The mix of the reference's dropout, four channels at a time; channels are H·W apart in N×C×H×W. */
export function emitDropout(
  context: KernelContext,
  { columns, offset, bytes, locals }: EpilogueSlice,
  { access, start, channelStride, rate }: Extract<StepShape, { kind: 'dropout' }>,
  index: number,
): Code {
  const [x, key] = locals.pair(0) as readonly [Local, Local];
  const all = (lane: number): Code => i32x4.const([lane, lane, lane, lane]);
  const xorShifted = (bits: number): Code => v128.xor(get(x), i32x4.shiftRight(get(x), bits));
  const channel = i32.mul(i32.shiftRight(get(context.channel), 2), i32.const(channelStride));
  const lanes = (vector: number): Code =>
    i32x4.const([0, 1, 2, 3].map((lane) => (bytes / 4 + vector * 4 + lane) * channelStride));
  const drawn = i32x4.shiftRight(get(x), 8);
  return [
    set(key, v128.load32Splat(context.address('key', 0, index))),
    columns.map((values, pixel) =>
      values.map((value, vector) => [
        set(x, i32x4.add(i32x4.splat(plus(i32.add(offset(access, pixel), channel), start)), lanes(vector))),
        set(x, i32x4.add(i32x4.mul(get(x), all(0x9e3779b9)), get(key))),
        set(x, i32x4.mul(xorShifted(16), all(0x21f0aaad))),
        set(x, i32x4.mul(xorShifted(15), all(0x735a2d97))),
        set(x, xorShifted(15)),
        set(
          value,
          f32x4.mul(
            v128.and(get(value), i32x4.greaterOrEqual(drawn, all(Math.ceil(rate * 2 ** 24)))),
            f32x4.splat(f32Const(rate < 1 ? 1 / (1 - rate) : 0)),
          ),
        ),
      ]),
    ),
  ];
}
