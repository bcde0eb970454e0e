import {
  declarationOf,
  inPlacePairs,
  readByFloat,
  type BufferDeclaration,
  type KernelProgram,
  type Pair,
} from '@resnet-compile/ir';
import type { Pass, ScheduleContext } from '../pass.ts';

/**
 * Gives every buffer its layout. Channels are innermost, padded to whole vectors; an input that convolutions alone read,
 * element by element, stays unpadded. Where the target wants halos, a map that a padded convolution reads has as many
 * zero pixels around it, and so have the maps that it may take the place of.
 */
export const chooseLayout: Pass<KernelProgram, KernelProgram, ScheduleContext> = {
  name: 'choose-layout',
  summary: 'pads channels to vectors, and maps with the zeros of the convolutions that read them',
  run: (program, { target }) => {
    const halos = target.halo ? chooseHalos(program) : new Map<string, Pair>();
    const byFloat = readByFloat(program, program.input);
    const pitch = ({ id, shape: [channels] }: BufferDeclaration): number =>
      id === program.input && target.halo && byFloat ? channels : Math.ceil(channels / target.vector) * target.vector;
    return {
      ...program,
      buffers: program.buffers.map((buffer) => ({
        ...buffer,
        layout: { pitch: pitch(buffer), halo: halos.get(buffer.id) ?? [0, 0] },
      })),
    };
  },
};

function chooseHalos(program: KernelProgram): ReadonlyMap<string, Pair> {
  const halos = new Map<string, Pair>();
  const widen = (id: string, [y, x]: Pair): void => {
    const [haloY, haloX] = halos.get(id) ?? [0, 0];
    halos.set(id, [Math.max(haloY, y), Math.max(haloX, x)]);
  };
  for (const { core, shape } of program.kernels)
    for (const [place, { buffer }] of core.reads.entries())
      widen(buffer, declarationOf(core).reach?.(core, shape)[place] ?? [0, 0]);
  // Storing in place needs equal layouts: pass halos from results to what they may overwrite, last kernel first, and back.
  const pairs = inPlacePairs(program);
  for (const { source, result } of [...pairs].reverse()) widen(source, halos.get(result) ?? [0, 0]);
  for (const { source, result } of pairs) widen(result, halos.get(source) ?? [0, 0]);
  return halos;
}
