import type { TrainingStepShape } from '../training-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32Const, f32x4, get, i32, i32x4, plus, set, v128, type Code, type Local } from './instructions.ts';

/** A training step's epilogue steps on one vector of channels, for all pixels of a tile. */
export function emitTrainingStep(
  context: KernelContext, { offset }: RegisterTile, step: TrainingStepShape, index: number, column: readonly Local[], bytes: number,
  [a, b, c]: readonly [Local, Local, Local],
): Code {
  const channel = get(context.channel);
  const perChannel = (name: string): Code => v128.load(sum(context.address(`${name}${index}`), channel), bytes);
  switch (step.op) {
    case 'normalize':
      return [
        set(a, perChannel('mean')), set(b, perChannel('scale')), set(c, perChannel('shift')),
        column.map((value) => set(value, context.relaxed ? f32x4.relaxedMadd(f32x4.sub(get(value), get(a)), get(b), get(c)) : f32x4.add(f32x4.mul(f32x4.sub(get(value), get(a)), get(b)), get(c)))),
      ];
    case 'add_normalized':
      return [
        set(a, perChannel('mean')), set(b, perChannel('scale')),
        column.map((value, pixel) => {
          const x = v128.load(sum(context.address(`add${index}`), offset(step.access, pixel), channel), bytes);
          return set(value, f32x4.add(get(value), f32x4.mul(f32x4.sub(x, get(a)), get(b))));
        }),
      ];
    case 'dropout': return emitDropout(context, step, index, column, bytes / 4, offset, a, b);
    case 'mask':
      return column.map((value, pixel) => {
        const other = v128.load(sum(context.address(`positive${index}`), offset(step.access, pixel), channel), bytes);
        return set(value, v128.and(get(value), f32x4.gt(other, v128.zero)));
      });
  }
}

/** The mix of the reference's dropout, four channels at a time; channels are H·W apart in N×C×H×W. */
function emitDropout(
  context: KernelContext, { access, start, channelStride, rate }: Extract<TrainingStepShape, { op: 'dropout' }>, index: number,
  column: readonly Local[], firstChannel: number, offset: RegisterTile['offset'], x: Local, key: Local,
): Code {
  const all = (lane: number): Code => i32x4.const([lane, lane, lane, lane]);
  const xorShifted = (bits: number): Code => v128.xor(get(x), i32x4.shiftRight(get(x), bits));
  const channel = i32.mul(i32.shiftRight(get(context.channel), 2), i32.const(channelStride));
  const lanes = i32x4.const([0, 1, 2, 3].map((lane) => (firstChannel + lane) * channelStride));
  const drawn = i32x4.shiftRight(get(x), 8);
  return [
    set(key, v128.load32Splat(context.address(`key${index}`))),
    column.map((value, pixel) => [
      set(x, i32x4.add(i32x4.splat(plus(i32.add(offset(access, pixel), channel), start)), lanes)),
      set(x, i32x4.add(i32x4.mul(get(x), all(0x9e3779b9)), get(key))),
      set(x, i32x4.mul(xorShifted(16), all(0x21f0aaad))),
      set(x, i32x4.mul(xorShifted(15), all(0x735a2d97))),
      set(x, xorShifted(15)),
      set(value, f32x4.mul(v128.and(get(value), i32x4.greaterOrEqual(drawn, all(Math.ceil(rate * 2 ** 24)))), f32x4.splat(f32Const(rate < 1 ? 1 / (1 - rate) : 0)))),
    ]),
  ];
}
