import { inPlacePairs } from './in-place.ts';
import { placedBytes } from './layout.ts';
import { lifetimesOf } from './lifetimes.ts';
import type { BufferDeclaration, KernelProgram } from './kernel-program.ts';

/** Invariant 6 of {@link verifyProgram}. */
export function verifyPlacement(program: KernelProgram, fail: (what: string) => never): void {
  for (const { id, layout, placement, shape } of program.buffers) {
    if (!layout || !placement) fail(`buffer ${id} has no ${layout ? 'placement' : 'layout'}`);
    if (layout!.pitch < shape[0]) fail(`buffer ${id}: a pitch of ${layout!.pitch} for ${shape[0]} channels`);
  }
  for (const { name, core, tile } of program.kernels) if ('weights' in core && !tile) fail(`kernel ${name} has no tile`);

  const lifetimes = lifetimesOf(program);
  for (const { id } of program.buffers) if (!lifetimes.has(id)) fail(`buffer ${id} is placed, and nothing uses it`);
  const inPlace = new Map(inPlacePairs(program).map(({ result, source }) => [result, source]));
  const byStart = [...program.buffers].sort((a, b) => lifetimes.get(a.id)!.first - lifetimes.get(b.id)!.first);
  let live: BufferDeclaration[] = [];
  for (const buffer of byStart) {
    const { first } = lifetimes.get(buffer.id)!;
    live = live.filter((other) => lifetimes.get(other.id)!.last >= first);
    for (const other of live) {
      if (overlap(buffer, other) && !(inPlace.get(buffer.id) === other.id && samePlace(buffer, other))) fail(`buffers ${other.id} and ${buffer.id} live at the same time and overlap`);
    }
    live.push(buffer);
  }
}

const samePlace = (a: BufferDeclaration, b: BufferDeclaration): boolean =>
  a.placement!.constant === b.placement!.constant && a.placement!.perImage === b.placement!.perImage;

/** Whether two placements meet for some batch. */
const overlap = (a: BufferDeclaration, b: BufferDeclaration): boolean => !endsBefore(a, b) && !endsBefore(b, a);

/** For every batch: in the constant part and in the linear one. */
function endsBefore(a: BufferDeclaration, b: BufferDeclaration): boolean {
  const { constant, perImage } = placedBytes(a);
  return a.placement!.constant + constant / 4 <= b.placement!.constant && a.placement!.perImage + perImage / 4 <= b.placement!.perImage;
}
