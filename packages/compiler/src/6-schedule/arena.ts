import { inPlacePairs, lifetimesOf, placedBytes, type KernelProgram, type Placement } from '@resnet-compile/ir';

/** The size of the arena in bytes for a batch of N: `constant + perImage · N`. */
export function arenaBytes(program: KernelProgram): Placement {
  let [constant, perImage] = [0, 0];
  for (const buffer of program.buffers) {
    const size = placedBytes(buffer);
    constant = Math.max(constant, buffer.placement!.constant * 4 + size.constant);
    perImage = Math.max(perImage, buffer.placement!.perImage * 4 + size.perImage);
  }
  return { constant, perImage };
}

/**
 * The largest sum of activations, in bytes per image and without any padding, that some kernel needs at the same time;
 * what a result overwrites counts once. No plan can be smaller.
 */
export function liveBytes(program: KernelProgram): number {
  const lifetimes = lifetimesOf(program);
  const buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const inPlace = new Map(inPlacePairs(program).map(({ at, source }) => [at, source]));
  const starts = new Map<number, string[]>();
  const ends = new Map<number, string[]>();
  for (const [id, { first, last }] of lifetimes) {
    starts.set(first, [...(starts.get(first) ?? []), id]);
    ends.set(last, [...(ends.get(last) ?? []), id]);
  }
  const bytes = (id: string): number => buffers.get(id)!.shape.reduce((product, extent) => product * extent, 4);
  let live = 0;
  let largest = 0;
  for (let at = -1; at <= program.kernels.length; at++) {
    for (const id of starts.get(at) ?? []) live += bytes(id);
    const overwritten = inPlace.get(at);
    largest = Math.max(largest, live - (overwritten === undefined ? 0 : bytes(overwritten)));
    for (const id of ends.get(at) ?? []) live -= bytes(id);
  }
  return largest;
}
