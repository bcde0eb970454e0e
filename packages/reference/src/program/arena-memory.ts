import {
  found,
  inPlacePairs,
  lifetimesOf,
  strides,
  type BufferDeclaration,
  type KernelProgram,
} from '@resnet-compile/ir';
import { eachElement, type FeatureMap } from '../feature-map.ts';
import type { Memory } from './memory.ts';

/**
 * All buffers in one arena, where the program's layouts and placements say. A buffer that is first written makes its
 * memory its own: zeros in the halo, NaN in the pixels. So a plan that reads what was never written, or what another
 * buffer has overwritten, shows as NaN in the result. Only a buffer that is written in place over one that its kernel
 * adds takes the memory as it is, halo included.
 *
 * @throws {Error} for a buffer without layout or placement.
 */
export function arenaMemory(program: KernelProgram, batch: number): Memory {
  const lifetimes = lifetimesOf(program);
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const size = Math.max(...program.buffers.map((buffer) => endOf(buffer, batch)));
  const arena = new Float64Array(size).fill(NaN);
  const maps = new Map(program.buffers.map((buffer) => [buffer.id, placedMap(buffer, batch, arena)]));

  const sources = new Map(inPlacePairs(program).map(({ result, source }) => [result, source]));
  const isInPlace = (buffer: BufferDeclaration): boolean => {
    const source = sources.get(buffer.id);
    return source !== undefined && startOf(found(buffers, source), batch) === startOf(buffer, batch);
  };
  return {
    begin: (at) => {
      for (const buffer of program.buffers) {
        if (lifetimes.get(buffer.id)?.first !== at || isInPlace(buffer)) continue;
        arena.fill(0, startOf(buffer, batch), endOf(buffer, batch));
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

function startOf({ id, placement }: BufferDeclaration, batch: number): number {
  if (!placement) throw new Error(`buffer ${id} has no placement: plan the program's memory before running it placed`);
  return placement.constant + placement.perImage * batch;
}

function endOf(buffer: BufferDeclaration, batch: number): number {
  const { origin, image } = strides(buffer);
  return startOf(buffer, batch) + origin + image * batch;
}

function placedMap(buffer: BufferDeclaration, batch: number, data: Float64Array): FeatureMap {
  const { origin, image, row, pixel } = strides(buffer);
  return {
    data,
    batch,
    shape: buffer.shape,
    origin: startOf(buffer, batch) + origin,
    image,
    channel: 1,
    row,
    pixel,
    halo: buffer.layout!.halo,
  };
}
