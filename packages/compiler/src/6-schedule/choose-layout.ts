import {
  epilogueReadsOf,
  inPlacePairs,
  readsOf,
  windowedSize,
  type BufferDeclaration,
  type KernelProgram,
  type MapShape,
  type Pair,
  type Window,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * Gives every buffer its layout. Channels are innermost, padded to whole vectors; an input that convolutions alone read,
 * element by element, stays unpadded. Where the target wants halos, a map that a padded convolution reads has as many
 * zero pixels around it, and so have the maps that it may take the place of.
 */
export const chooseLayout: Pass<KernelProgram> = {
  name: 'choose-layout',
  summary: 'pads channels to vectors, and maps with the zeros of the convolutions that read them',
  run: (program, { target }) => {
    const halos = target.halo ? chooseHalos(program) : new Map<string, Pair>();
    // Additions read whole vectors, and so do other cores.
    const onlyConvolved = program.kernels.every((kernel) => {
      const { core } = kernel;
      const byElement =
        (core.kind === 'convolution' || (core.kind === 'filter_gradient' && core.input !== program.input)) &&
        core.groups === 1;
      const others = byElement ? epilogueReadsOf(kernel) : readsOf(kernel);
      return !others.includes(program.input);
    });
    const pitch = ({ id, shape: [channels] }: BufferDeclaration): number =>
      id === program.input && target.halo && onlyConvolved
        ? channels
        : Math.ceil(channels / target.vector) * target.vector;
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
  for (const { core, shape } of program.kernels) {
    if (core.kind === 'convolution') widen(core.input, core.padding);
    if (core.kind === 'filter_gradient') widen(core.source, core.padding);
    if (core.kind === 'input_gradient') widen(core.input, gradientHalo(core, shape));
  }
  // Storing in place needs equal layouts: pass halos from results to what they may overwrite, last kernel first, and back.
  const pairs = inPlacePairs(program);
  for (const { source, result } of [...pairs].reverse()) widen(source, halos.get(result) ?? [0, 0]);
  for (const { source, result } of pairs) widen(result, halos.get(source) ?? [0, 0]);
  return halos;
}

/**
 * How far beyond its map an input gradient reads dy: pixel y of x takes dy at (y + p − i)/s for the filter rows i that
 * divide, from −(k − 1 − p)/s to (H − 1 + p)/s.
 */
function gradientHalo({ kernel, stride, padding }: Window, [, height, width]: MapShape): Pair {
  const beyond = (size: number, axis: 0 | 1): number => {
    const [k, s, p] = [kernel[axis], stride[axis], padding[axis]];
    return Math.max(0, Math.ceil((k - 1 - p) / s), Math.floor((size - 1 + p) / s) - (windowedSize(size, k, s, p) - 1));
  };
  return [beyond(height, 0), beyond(width, 1)];
}
