import type { TrainingStepShape } from '../training-shape.ts';
import { multiplyAdd, type KernelContext } from './context.ts';
import { loadChannels, loadPixel, type EpilogueSlice } from './epilogue-slice.ts';
import { f32Const, f32x4, get, i32, i32x4, plus, set, v128, type Code } from './instructions.ts';

/** A training step's epilogue steps, for all pixels of a tile. */
export function emitTrainingStep(
  context: KernelContext,
  slice: EpilogueSlice,
  step: TrainingStepShape,
  index: number,
): Code {
  const { columns, offset, a, b, c } = slice;
  const load = (name: string, into: EpilogueSlice['a']): Code => loadChannels(context, slice, `${name}${index}`, into);
  switch (step.op) {
    case 'normalize':
      return [
        load('mean', a),
        load('scale', b),
        load('shift', c),
        columns.map((values) =>
          values.map((value, v) => {
            const centred = f32x4.sub(get(value), get(a[v]!));
            return set(value, multiplyAdd(context, centred, get(b[v]!), get(c[v]!)));
          }),
        ),
      ];
    case 'add_normalized':
      return [
        load('mean', a),
        load('scale', b),
        columns.map((values, pixel) =>
          loadPixel(context, slice, `add${index}`, offset(step.access, pixel), values, (value, x, v) =>
            f32x4.add(get(value), f32x4.mul(f32x4.sub(x, get(a[v]!)), get(b[v]!))),
          ),
        ),
      ];
    case 'dropout':
      return emitDropout(context, slice, step, index);
    case 'mask':
      return columns.map((values, pixel) =>
        loadPixel(context, slice, `positive${index}`, offset(step.access, pixel), values, (value, other) =>
          v128.and(get(value), f32x4.gt(other, v128.zero)),
        ),
      );
  }
}

/** The mix of the reference's dropout, four channels at a time; channels are H·W apart in N×C×H×W. */
function emitDropout(
  context: KernelContext,
  { columns, offset, bytes, a: [x], b: [key] }: EpilogueSlice,
  { access, start, channelStride, rate }: Extract<TrainingStepShape, { op: 'dropout' }>,
  index: number,
): Code {
  const all = (lane: number): Code => i32x4.const([lane, lane, lane, lane]);
  const xorShifted = (bits: number): Code => v128.xor(get(x!), i32x4.shiftRight(get(x!), bits));
  const channel = i32.mul(i32.shiftRight(get(context.channel), 2), i32.const(channelStride));
  const lanes = (vector: number): Code =>
    i32x4.const([0, 1, 2, 3].map((lane) => (bytes / 4 + vector * 4 + lane) * channelStride));
  const drawn = i32x4.shiftRight(get(x!), 8);
  return [
    set(key!, v128.load32Splat(context.address(`key${index}`))),
    columns.map((values, pixel) =>
      values.map((value, vector) => [
        set(x!, i32x4.add(i32x4.splat(plus(i32.add(offset(access, pixel), channel), start)), lanes(vector))),
        set(x!, i32x4.add(i32x4.mul(get(x!), all(0x9e3779b9)), get(key!))),
        set(x!, i32x4.mul(xorShifted(16), all(0x21f0aaad))),
        set(x!, i32x4.mul(xorShifted(15), all(0x735a2d97))),
        set(x!, xorShifted(15)),
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
