import {
  found,
  inPlacePairs,
  lifetimesOf,
  strides,
  type BufferDeclaration,
  type KernelProgram,
  type Placement,
} from '@resnet-compile/ir';
import type { Clear, Linear } from '@resnet-compile/plan/cpu';

export interface Clears {
  readonly before: ReadonlyMap<number, readonly Clear[]>;
  readonly of: (buffer: string) => Clear | null;
}

/** What to zero before which kernel (−1: before the images are written). A result in place finds its halo zeroed. */
export function clearsOf(
  program: KernelProgram,
  bufferOf: (id: string) => BufferDeclaration,
  address: (buffer: BufferDeclaration) => Linear,
): Clears {
  const lifetimes = lifetimesOf(program);
  const placementOf = (id: string): Partial<Placement> => bufferOf(id).placement ?? {};
  const samePlace = (a: Partial<Placement>, b: Partial<Placement>): boolean =>
    a.constant === b.constant && a.perImage === b.perImage;
  const inherited = new Set(
    inPlacePairs(program, lifetimes).flatMap(({ source, result }) =>
      samePlace(placementOf(source), placementOf(result)) ? [result] : [],
    ),
  );
  const sliced = new Set(
    program.kernels.flatMap(({ epilogue, shape }) =>
      epilogue.flatMap(({ writes }) => writes.filter((buffer) => bufferOf(buffer).shape[0] !== shape[0])),
    ),
  );
  const clears = new Map<number, Clear[]>();
  const ofBuffer = new Map<string, Clear>();
  for (const buffer of program.buffers) {
    const { pixel, row, image, origin } = strides(buffer);
    const [channels, height, width] = buffer.shape;
    // Lanes behind the last channel are zero where whole vectors are stored; the caller and slices store single ones.
    const whole =
      pixel !== channels && (buffer.id === program.input || buffer.id === program.targets || sliced.has(buffer.id));
    if (inherited.has(buffer.id) || (!whole && origin === 0)) continue;
    const { first } = found(lifetimes, buffer.id);
    const clear = {
      address: address(buffer),
      origin: origin * 4,
      pixels: width * pixel * 4,
      row: row * 4,
      image: image * 4,
      height,
      whole,
    };
    clears.set(first, [...(clears.get(first) ?? []), clear]);
    ofBuffer.set(buffer.id, clear);
  }
  return { before: clears, of: (id) => ofBuffer.get(id) ?? null };
}
