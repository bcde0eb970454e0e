import {
  found,
  inPlacePairs,
  lifetimesOf,
  placedBytes,
  type BufferDeclaration,
  type KernelProgram,
  type Lifetime,
  type Placement,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

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
export const planMemory: Pass<KernelProgram> = {
  name: 'plan-memory',
  summary: 'places all activations in one arena by their lifetimes',
  run: (program, { target }) => {
    const lifetimes = lifetimesOf(program);
    const tenants = shareInPlace(program, lifetimes, target.inPlace, target.alignment);
    const placements = place(tenants);
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

/**
 * Starts with the largest first, then moves whoever sticks out to the front and tries again, as long as that is worth
 * it ("squeaky wheel" optimisation, Joslin and Clements 1999).
 */
function place(tenants: readonly Tenants[]): ReadonlyMap<string, Placement> {
  const bound = largestLiveSum(tenants);
  let order = [...tenants].sort((a, b) => b.size.perImage - a.size.perImage || a.first - b.first);
  let best = placeInOrder(order);
  for (let attempt = 0, plan = best; attempt < 600 && height(best) > bound * 1.02; attempt++) {
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

function placeInOrder(tenants: readonly Tenants[]): Placed {
  // By offset, and at one offset by time, since those that begin there live one after the other: deep networks have few
  // offsets in inference, and few at each offset in a training step.
  const levels: { readonly offset: number; readonly tenants: Tenants[] }[] = [];
  return tenants.map((tenant) => {
    let offset = 0;
    for (const { offset: begin, tenants: others } of levels) {
      if (offset + tenant.size.perImage <= begin) break;
      if (others[0]!.first > tenant.last || others.at(-1)!.last < tenant.first) continue;
      for (let at = firstFrom(others, ({ last }) => last >= tenant.first); others[at]; at++) {
        if (others[at]!.first > tenant.last) break;
        offset = Math.max(offset, begin + others[at]!.size.perImage);
      }
    }
    const at = firstFrom(levels, (level) => level.offset >= offset);
    if (levels[at]?.offset !== offset) levels.splice(at, 0, { offset, tenants: [] });
    const level = levels[at]!.tenants;
    level.splice(
      firstFrom(level, (other) => other.first > tenant.first),
      0,
      tenant,
    );
    return { tenant, offset };
  });
}

/** The place of the first that is so, as all behind it are, by halving. */
function firstFrom<One>(sorted: readonly One[], isSo: (one: One) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
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
