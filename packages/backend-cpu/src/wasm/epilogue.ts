import type { StepShape } from '../kernel-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32x4, get, set, v128, type Code } from './instructions.ts';

/**
 * The steps that end a kernel, applied to a tile of values in registers. One vector of channels at a time, and for it one
 * step for all pixels after the other: the last tile of a range computes some pixels twice, and what it adds must be read
 * before the first of them is stored in place.
 */
export function emitEpilogue(context: KernelContext, tile: RegisterTile): Code {
  const vectors = tile.values[0]!.length;
  const scratch = [context.locals.add('v128'), context.locals.add('v128')] as const;
  return Array.from({ length: vectors }, (_, vector) =>
    context.shape.steps.map((step, index) => emitStep(context, tile, step, index, vector, scratch)));
}

type Scratch = readonly [ReturnType<KernelContext['locals']['add']>, ReturnType<KernelContext['locals']['add']>];

function emitStep(context: KernelContext, { values, offset }: RegisterTile, step: StepShape, index: number, vector: number, [a, b]: Scratch): Code {
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
    case 'store':
      return column.map((value, pixel) => emitStore(context, step, index, value, sum(context.address(`store${index}`), offset(step.access, pixel), channel), vector, vector === values[0]!.length - 1));
  }
}

/** Whole vectors, or single lanes where a sliced buffer's next channels begin within the vector. */
function emitStore(
  { shape }: KernelContext, step: Extract<StepShape, { op: 'store' }>, _index: number,
  value: Parameters<typeof get>[0], address: Code, vector: number, isLast: boolean,
): Code {
  const lanes = shape.channels % 4;
  const partial = step.sliced && lanes !== 0 && isLast;
  if (!partial) return v128.store(address, get(value), vector * 16);
  return Array.from({ length: lanes }, (_, lane) => v128.store32Lane(address, get(value), vector * 16 + lane * 4, lane));
}
