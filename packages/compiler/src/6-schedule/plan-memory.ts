import {
  firstFrom,
  found,
  inPlacePairs,
  lifetimesOf,
  placedBytes,
  type BufferDeclaration,
  type KernelProgram,
  type Lifetime,
  type Placement,
  itemOf,
} from '@resnet-compile/ir';
import type { Pass, ScheduleContext } from '../pass.ts';

/** Buffers that share one place because each takes over the memory of the one before. */
interface Tenants {
  readonly ids: readonly string[];
  readonly first: number;
  readonly last: number;
  /** Floats. */
  readonly size: Placement;
}

/**
 * Places every buffer in one arena, linear in the batch: each at the lowest offset that is free for its whole lifetime
 * (greedy, Pisarchyk and Lee 2020). A result takes the place of what it adds pixel by pixel where the target allows it.
 *
 * **Requires** choose-layout. **Ensures**, as the last pass, a program that is scheduled for the target.
 */
export const planMemory: Pass<KernelProgram, KernelProgram, ScheduleContext> = {
  name: 'plan-memory',
  summary: 'places all activations in one arena by their lifetimes',
  run: (program, { target }) => {
    const lifetimes = lifetimesOf(program);
    const tenants = shareInPlace(program, lifetimes, target.inPlace, target.alignment);
    const placements = place(tenants, target.ownBuffers ? 0 : mostTries);
    return {
      ...program,
      target: target.name,
      buffers: program.buffers.map((buffer) => ({ ...buffer, placement: found(placements, buffer.id) })),
    };
  },
};

function shareInPlace(
  program: KernelProgram,
  lifetimes: ReadonlyMap<string, Lifetime>,
  inPlace: boolean,
  alignment: number,
): readonly Tenants[] {
  const align = (bytes: number): number => Math.ceil(bytes / 4 / alignment) * alignment;
  const shared = new Map<string, Tenants>();
  const alone = (buffer: BufferDeclaration): Tenants => {
    const { constant, perImage } = placedBytes(buffer);
    return {
      ids: [buffer.id],
      ...found(lifetimes, buffer.id),
      size: { constant: align(constant), perImage: align(perImage) },
    };
  };
  for (const buffer of program.buffers) shared.set(buffer.id, alone(buffer));
  if (inPlace) {
    for (const { source, result } of inPlacePairs(program, lifetimes)) {
      const [before, after] = [found(shared, source), found(shared, result)];
      const merged = { ...before, ids: [...before.ids, ...after.ids], last: after.last };
      for (const id of merged.ids) shared.set(id, merged);
    }
  }
  return [...new Set(shared.values())];
}

type Placed = readonly { readonly tenant: Tenants; readonly offset: number }[];

const meets = (a: Tenants, b: Tenants): boolean => a.first <= b.last && b.first <= a.last;

const end = ({ tenant, offset }: Placed[number]): number => offset + tenant.size.perImage;
const height = (plan: Placed): number => plan.reduce((most, placed) => Math.max(most, end(placed)), 0);

const mostTries = 600;

/**
 * Starts with the largest first, then moves whoever sticks out to the front and tries again, as long as that is worth
 * it ("squeaky wheel" optimisation, Joslin and Clements 1999).
 */
function place(tenants: readonly Tenants[], tries: number): ReadonlyMap<string, Placement> {
  const bound = largestLiveSum(tenants);
  let order = [...tenants].sort((a, b) => b.size.perImage - a.size.perImage || a.first - b.first);
  let best = placeInOrder(order);
  for (let attempt = 0, plan = best; attempt < tries && height(best) > bound * 1.02; attempt++) {
    const tallest = plan.reduce((top, placed) => (end(placed) > end(top) ? placed : top)).tenant;
    order = [tallest, ...order.filter((tenant) => tenant !== tallest)];
    plan = placeInOrder(order);
    if (height(plan) < height(best)) best = plan;
  }
  return withConstants(best);
}

function largestLiveSum(tenants: readonly Tenants[]): number {
  const changes = tenants.flatMap(({ first, last, size: { perImage } }) => [
    { at: first, by: perImage },
    { at: last + 1, by: -perImage },
  ]);
  let [live, largest] = [0, 0];
  // What ends at a moment ends before anything begins.
  for (const { by } of changes.sort((a, b) => a.at - b.at || a.by - b.by)) largest = Math.max(largest, (live += by));
  return largest;
}

/** What begins at one offset, by time, since it lives one after the other; from the first to the last of it. */
interface Level {
  readonly offset: number;
  first: number;
  last: number;
  readonly tenants: Tenants[];
}

/** By levels: deep networks have few offsets in inference, and few tenants at each offset in a training step. */
function placeInOrder(tenants: readonly Tenants[]): Placed {
  const levels: Level[] = [];
  return tenants.map((tenant) => {
    const { first, last } = tenant;
    const endsLater = (other: Tenants): boolean => other.last >= first;
    let offset = 0;
    for (const level of levels) {
      if (offset + tenant.size.perImage <= level.offset) break;
      if (level.first > last || level.last < first) continue;
      for (let at = firstFrom(level.tenants, endsLater); at < level.tenants.length; at++) {
        const other = itemOf(level.tenants, at);
        if (other.first > last) break;
        offset = Math.max(offset, level.offset + other.size.perImage);
      }
    }
    settle(tenant, offset, levels);
    return { tenant, offset };
  });
}

function settle(tenant: Tenants, offset: number, levels: Level[]): void {
  const { first, last } = tenant;
  const at = firstFrom(levels, (other) => other.offset >= offset);
  const level = levels[at];
  if (level?.offset !== offset) {
    levels.splice(at, 0, { offset, first, last, tenants: [tenant] });
    return;
  }
  const place = firstFrom(level.tenants, (other) => other.first > first);
  level.tenants.splice(place, 0, tenant);
  level.first = Math.min(level.first, first);
  level.last = Math.max(level.last, last);
}

/** The constant parts follow the order of the linear ones, so that two buffers are disjoint for every batch. */
function withConstants(placed: Placed): ReadonlyMap<string, Placement> {
  const placements = new Map<string, Placement>();
  // By their ends: the last that lives at the same time decides, and in a training step most do.
  const byEnd: { readonly tenant: Tenants; readonly end: number }[] = [];
  for (const { tenant, offset } of [...placed].sort((a, b) => a.offset - b.offset)) {
    const constant = byEnd.findLast((other) => meets(tenant, other.tenant))?.end ?? 0;
    const last = constant + tenant.size.constant;
    byEnd.splice(
      firstFrom(byEnd, (other) => other.end > last),
      0,
      { tenant, end: last },
    );
    for (const id of tenant.ids) placements.set(id, { constant, perImage: offset });
  }
  return placements;
}
