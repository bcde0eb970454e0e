import { firstFrom } from './first-from.ts';
import { found } from './found.ts';
import { isTiled } from './cores/index.ts';
import { inPlacePairs } from './in-place.ts';
import { placedBytes, placementOf } from './layout.ts';
import { lifetimesOf, type Lifetime } from './lifetimes.ts';
import type { BufferDeclaration, KernelProgram, Placement } from './kernel-program.ts';
import { verifyExtents } from './verify-kernel.ts';

/** Invariant 6 of {@link verifyProgram}. */
export function verifyPlacement(program: KernelProgram, fail: (what: string) => never): void {
  for (const { id, layout, placement, shape } of program.buffers) {
    if (!layout || !placement) return fail(`buffer ${id} has no ${layout ? 'placement' : 'layout'}`);
    if (layout.pitch < shape[0]) fail(`buffer ${id}: a pitch of ${layout.pitch} for ${shape[0]} channels`);
  }
  for (const { name, core, tile } of program.kernels) {
    if (isTiled(core) && !tile) fail(`kernel ${name} has no tile`);
    if (tile)
      verifyExtents(tile, { pixels: 1, channels: 1, block: 1 }, (what) => fail(`kernel ${name}, its tile: ${what}`));
  }

  const lifetimes = lifetimesOf(program);
  for (const { id } of program.buffers) if (!lifetimes.has(id)) fail(`buffer ${id} is placed, and nothing uses it`);
  const inPlace = new Map(inPlacePairs(program, lifetimes).map(({ result, source }) => [result, source]));
  const extents = program.buffers.map((buffer) => extentOf(buffer, found(lifetimes, buffer.id)));
  const ending = extents.toSorted((a, b) => a.last - b.last).values();
  let next = ending.next();
  // What lives at a time, by its place, so that neighbours alone can overlap: in a training step thousands live at once.
  const live: Extent[] = [];
  for (const extent of extents.toSorted((a, b) => a.first - b.first)) {
    for (; next.value && next.value.last < extent.first; next = ending.next()) live.splice(live.indexOf(next.value), 1);
    const at = firstFrom(live, ({ start }) => start.perImage > extent.start.perImage);
    for (const other of live.slice(Math.max(0, at - 1), at + 1))
      if (overlap(extent, other) && !(inPlace.get(extent.id) === other.id && samePlace(extent, other)))
        fail(`buffers ${other.id} and ${extent.id} live at the same time and overlap`);
    live.splice(at, 0, extent);
  }
}

/** Where a buffer begins and ends, in floats, and when. */
interface Extent extends Lifetime {
  readonly id: string;
  readonly start: Placement;
  readonly end: Placement;
}

function extentOf(buffer: BufferDeclaration, lifetime: Lifetime): Extent {
  const { constant, perImage } = placedBytes(buffer);
  const start = placementOf(buffer);
  return {
    id: buffer.id,
    ...lifetime,
    start,
    end: { constant: start.constant + constant / 4, perImage: start.perImage + perImage / 4 },
  };
}

const samePlace = (a: Extent, b: Extent): boolean =>
  a.start.constant === b.start.constant && a.start.perImage === b.start.perImage;

/** Whether two placements meet for some batch. */
const overlap = (a: Extent, b: Extent): boolean => !endsBefore(a, b) && !endsBefore(b, a);

/** For every batch: in the constant part and in the linear one. */
const endsBefore = ({ end }: Extent, { start }: Extent): boolean =>
  end.constant <= start.constant && end.perImage <= start.perImage;
