import type { KernelShape, StepShape } from '../kernel-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { loadChannels, loadPixel, type EpilogueSlice } from './epilogue-slice.ts';
import { f32x4, get, set, v128, type Code, type Local } from './instructions.ts';
import { emitTrainingStep } from './training-epilogue.ts';

/**
 * The steps that end a kernel, applied to a tile of values in registers. Two neighbouring vectors of channels at a time,
 * and for them one step for all pixels after the other: the last tile of a range computes some pixels twice, and what it
 * adds must be read before the first of them is stored in place. `isLast`: the tile's last vector is the kernel's.
 */
export function emitEpilogue(context: KernelContext, tile: RegisterTile, isLast: boolean): Code {
  const vectors = tile.values[0]!.length;
  const scratch = {
    address: context.locals.add('i32'),
    a: context.locals.many(2, 'v128'),
    b: context.locals.many(2, 'v128'),
    c: context.locals.many(2, 'v128'),
  };
  return Array.from({ length: Math.ceil(vectors / 2) }, (_, pair) => {
    const first = 2 * pair;
    const slice: EpilogueSlice = {
      columns: tile.values.map((row) => row.slice(first, first + 2)),
      bytes: first * 16,
      offset: tile.offset,
      isLast: isLast && first + 2 >= vectors,
      ...scratch,
    };
    return context.shape.steps.map((step, index) => emitStep(context, slice, step, index));
  });
}

/** Whether some store of the kernel ends with single lanes, since other channels of its buffer follow. */
export const storesLanes = ({ channels, steps }: KernelShape): boolean =>
  channels % 4 !== 0 && steps.some((step) => step.op === 'store' && step.sliced);

function emitStep(context: KernelContext, slice: EpilogueSlice, step: StepShape, index: number): Code {
  const { columns, offset, a, b } = slice;
  const each = (change: (value: Local, vector: number) => Code): Code =>
    columns.map((values) => values.map((value, vector) => set(value, change(value, vector))));
  switch (step.op) {
    case 'bias':
      return [loadChannels(context, slice, `bias${index}`, a), each((value, v) => f32x4.add(get(value), get(a[v]!)))];
    case 'affine':
      return [
        loadChannels(context, slice, `scale${index}`, a),
        loadChannels(context, slice, `shift${index}`, b),
        each((value, v) => f32x4.add(f32x4.mul(get(value), get(a[v]!)), get(b[v]!))),
      ];
    case 'relu':
      return each((value) => f32x4.pmax(get(value), v128.zero));
    case 'add':
      return [
        step.masked ? loadChannels(context, slice, `mask${index}`, a) : [],
        columns.map((values, pixel) =>
          loadPixel(context, slice, `add${index}`, offset(step.access, pixel), values, (value, loaded, v) =>
            f32x4.add(get(value), step.masked ? v128.and(loaded, get(a[v]!)) : loaded),
          ),
        ),
      ];
    case 'normalize':
    case 'add_normalized':
    case 'dropout':
    case 'mask':
      return emitTrainingStep(context, slice, step, index);
    case 'store':
      return columns.map((values, pixel) => [
        set(slice.address, sum(context.address(`store${index}`), offset(step.access, pixel), get(context.channel))),
        values.map((value, vector) =>
          emitStore(
            context,
            step,
            value,
            get(slice.address),
            slice.bytes + vector * 16,
            slice.isLast && vector === values.length - 1,
          ),
        ),
      ]);
  }
}

/** Whole vectors, or single lanes where a sliced buffer's next channels begin within the vector. */
function emitStore(
  { shape }: KernelContext,
  step: Extract<StepShape, { op: 'store' }>,
  value: Local,
  address: Code,
  bytes: number,
  isLast: boolean,
): Code {
  const lanes = shape.channels % 4;
  const partial = step.sliced && lanes !== 0 && isLast;
  if (!partial) return v128.store(address, get(value), bytes);
  return Array.from({ length: lanes }, (_, lane) => v128.store32Lane(address, get(value), bytes + lane * 4, lane));
}
