import type { KernelShape, StepShape } from '../kernel-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32x4, get, set, v128, type Code, type Local } from './instructions.ts';
import { emitTrainingStep } from './training-epilogue.ts';

/**
 * The steps that end a kernel, applied to a tile of values in registers. One vector of channels at a time, and for it one
 * step for all pixels after the other: the last tile of a range computes some pixels twice, and what it adds must be read
 * before the first of them is stored in place. `isLast`: the tile's last vector is the kernel's.
 */
export function emitEpilogue(context: KernelContext, tile: RegisterTile, isLast: boolean): Code {
  const vectors = tile.values[0]!.length;
  const scratch = [context.locals.add('v128'), context.locals.add('v128'), context.locals.add('v128')] as const;
  return Array.from({ length: vectors }, (_, vector) =>
    context.shape.steps.map((step, index) => emitStep(context, tile, step, index, vector, isLast && vector === vectors - 1, scratch)));
}

/** Whether some store of the kernel ends with single lanes, since other channels of its buffer follow. */
export const storesLanes = ({ channels, steps }: KernelShape): boolean =>
  channels % 4 !== 0 && steps.some((step) => step.op === 'store' && step.sliced);

type Scratch = readonly [Local, Local, Local];

function emitStep(context: KernelContext, tile: RegisterTile, step: StepShape, index: number, vector: number, isLast: boolean, scratch: Scratch): Code {
  const { values, offset } = tile;
  const [a, b] = scratch;
  const channel = get(context.channel);
  const bytes = vector * 16;
  const perChannel = (name: string): Code => v128.load(sum(context.address(`${name}${index}`), channel), bytes);
  const column = values.map((row) => row[vector]!);
  switch (step.op) {
    case 'bias':
      return [set(a, perChannel('bias')), column.map((value) => set(value, f32x4.add(get(value), get(a))))];
    case 'affine':
      return [
        set(a, perChannel('scale')), set(b, perChannel('shift')),
        column.map((value) => set(value, f32x4.add(f32x4.mul(get(value), get(a)), get(b)))),
      ];
    case 'relu':
      return column.map((value) => set(value, f32x4.pmax(get(value), v128.zero)));
    case 'add':
      return [
        step.masked ? set(a, perChannel('mask')) : [],
        column.map((value, pixel) => {
          const loaded = v128.load(sum(context.address(`add${index}`), offset(step.access, pixel), channel), bytes);
          return set(value, f32x4.add(get(value), step.masked ? v128.and(loaded, get(a)) : loaded));
        }),
      ];
    case 'normalize':
    case 'add_normalized':
    case 'dropout':
    case 'mask': return emitTrainingStep(context, tile, step, index, column, bytes, scratch);
    case 'store':
      return column.map((value, pixel) => emitStore(context, step, value, sum(context.address(`store${index}`), offset(step.access, pixel), channel), vector, isLast));
  }
}

/** Whole vectors, or single lanes where a sliced buffer's next channels begin within the vector. */
function emitStore(
  { shape }: KernelContext, step: Extract<StepShape, { op: 'store' }>,
  value: Parameters<typeof get>[0], address: Code, vector: number, isLast: boolean,
): Code {
  const lanes = shape.channels % 4;
  const partial = step.sliced && lanes !== 0 && isLast;
  if (!partial) return v128.store(address, get(value), vector * 16);
  return Array.from({ length: lanes }, (_, lane) => v128.store32Lane(address, get(value), vector * 16 + lane * 4, lane));
}
