import {
  dtypes,
  found,
  inPlacePairs,
  lifetimesOf,
  placedBytes,
  placementOf,
  type KernelProgram,
  type Placement,
} from '@resnet-compile/ir';

/** The size of the arena in bytes for a batch of N: `constant + perImage · N`. */
export function arenaBytes(program: KernelProgram): Placement {
  let [constant, perImage] = [0, 0];
  for (const buffer of program.buffers) {
    const [start, size] = [placementOf(buffer), placedBytes(buffer)];
    constant = Math.max(constant, start.constant * 4 + size.constant);
    perImage = Math.max(perImage, start.perImage * 4 + size.perImage);
  }
  return { constant, perImage };
}

/**
 * The largest sum of activations, in bytes per image and without any padding, that some kernel needs at the same time;
 * what a result overwrites counts once. No plan can be smaller.
 */
export function liveBytes(program: KernelProgram): number {
  const lifetimes = lifetimesOf(program);
  const bytes = new Map(
    program.buffers.map(({ id, shape, dtype }) => [id, shape[0] * shape[1] * shape[2] * dtypes[dtype].bytes]),
  );
  // From one before the first kernel to one behind the last; what a result overwrites counts once.
  const change = new Float64Array(program.kernels.length + 3);
  const overwritten = new Float64Array(program.kernels.length + 3);
  for (const [id, { first, last }] of lifetimes) {
    change[first + 1]! += found(bytes, id);
    change[last + 2]! -= found(bytes, id);
  }
  for (const { at, source } of inPlacePairs(program, lifetimes)) overwritten[at + 1] = found(bytes, source);
  let [live, largest] = [0, 0];
  for (const [at, by] of change.entries()) {
    live += by;
    largest = Math.max(largest, live - overwritten[at]!);
  }
  return largest;
}
