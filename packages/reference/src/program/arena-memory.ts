import {
  dtypes,
  found,
  inPlacePairs,
  lifetimesOf,
  placedBytes,
  strides,
  type BufferDeclaration,
  type KernelProgram,
} from '@resnet-compile/ir';
import { eachElement, type FeatureMap } from '../feature-map.ts';
import type { Memory } from './memory.ts';

/** Four bytes. */
const word = 4;

/**
 * All buffers in one arena, where the program's layouts and placements say: one number for as many bytes as the smallest
 * element has, so that larger ones lie as much farther apart. A buffer that is first written makes its
 * memory its own: zeros in the halo, NaN in the pixels. So a plan that reads what was never written, or what another
 * buffer has overwritten, shows as NaN in the result. Only a buffer that is written in place over one that its kernel
 * adds takes the memory as it is, halo included.
 *
 * @throws {Error} for a buffer without layout or placement.
 */
export function arenaMemory(program: KernelProgram, batch: number): Memory {
  const lifetimes = lifetimesOf(program);
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const cell = Math.min(...program.buffers.map(({ dtype }) => dtypes[dtype].bytes));
  const size = Math.max(...program.buffers.map((buffer) => endOf(buffer, batch, cell)));
  const arena = new Float64Array(size).fill(NaN);
  const maps = new Map(program.buffers.map((buffer) => [buffer.id, placedMap(buffer, batch, arena, cell)]));

  const sources = new Map(inPlacePairs(program).map(({ result, source }) => [result, source]));
  const isInPlace = (buffer: BufferDeclaration): boolean => {
    const source = sources.get(buffer.id);
    return source !== undefined && startOf(found(buffers, source), batch, cell) === startOf(buffer, batch, cell);
  };
  return {
    begin: (at) => {
      for (const buffer of program.buffers) {
        if (lifetimes.get(buffer.id)?.first !== at || isInPlace(buffer)) continue;
        arena.fill(0, startOf(buffer, batch, cell), endOf(buffer, batch, cell));
        const map = found(maps, buffer.id);
        eachElement(map, map, (index) => {
          arena[index] = NaN;
        });
      }
    },
    mapOf: (id) => found(maps, id),
    end: () => {},
  };
}

function startOf({ id, placement }: BufferDeclaration, batch: number, cell: number): number {
  if (!placement) throw new Error(`buffer ${id} has no placement: plan the program's memory before running it placed`);
  return ((placement.constant + placement.perImage * batch) * word) / cell;
}

function endOf(buffer: BufferDeclaration, batch: number, cell: number): number {
  const { constant, perImage } = placedBytes(buffer);
  return startOf(buffer, batch, cell) + (constant + perImage * batch) / cell;
}

function placedMap(buffer: BufferDeclaration, batch: number, data: Float64Array, cell: number): FeatureMap {
  const { origin, image, row, pixel } = strides(buffer);
  const cells = dtypes[buffer.dtype].bytes / cell;
  return {
    data,
    dtype: buffer.dtype,
    batch,
    shape: buffer.shape,
    origin: startOf(buffer, batch, cell) + origin * cells,
    image: image * cells,
    channel: cells,
    row: row * cells,
    pixel: pixel * cells,
    halo: buffer.layout?.halo ?? [0, 0],
  };
}
