import type { KernelShape, StepShape } from '../kernel-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { emitDropout } from './dropout.ts';
import { MapLocals, type EpilogueSlice } from './epilogue-slice.ts';
import { emitMap } from './map.ts';
import { get, set, v128, type Code, type Local } from './instructions.ts';

/**
 * The steps that end a kernel, applied to a tile of values in registers. Two neighbouring vectors of channels at a time,
 * and for them one step for all pixels after the other: the last tile of a range computes some pixels twice, and what it
 * adds must be read before the first of them is stored in place. `isLast`: the tile's last vector is the kernel's.
 */
export function emitEpilogue(context: KernelContext, tile: RegisterTile, isLast: boolean): Code {
  const vectors = tile.values[0].length;
  const address = context.locals.add('i32');
  const locals = new MapLocals(context);
  return Array.from({ length: Math.ceil(vectors / 2) }, (_, pair) => {
    const first = 2 * pair;
    const cut = (row: readonly Local[]): readonly Local[] => row.slice(first, first + 2);
    const [row, ...rows] = tile.values;
    const slice: EpilogueSlice = {
      columns: [cut(row), ...rows.map(cut)],
      bytes: first * 16,
      offset: tile.offset,
      isLast: isLast && first + 2 >= vectors,
      address,
      locals,
    };
    return context.shape.steps.map((step, index) => emitStep(context, slice, step, index));
  });
}

/** Whether some store of the kernel ends with single lanes, since other channels of its buffer follow. */
export const storesLanes = ({ channels, steps }: KernelShape): boolean =>
  channels % 4 !== 0 && steps.some((step) => step.kind === 'store' && step.sliced);

function emitStep(context: KernelContext, slice: EpilogueSlice, step: StepShape, index: number): Code {
  const { columns, offset } = slice;
  switch (step.kind) {
    case 'map':
      return emitMap(context, slice, step, index);
    case 'dropout':
      return emitDropout(context, slice, step, index);
    case 'store':
      return columns.map((values, pixel) => [
        set(slice.address, sum(context.address('write', 0, index), offset(step.access, pixel), get(context.channel))),
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
  step: Extract<StepShape, { kind: 'store' }>,
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
