import type { ByLane } from '../kernel-shape.ts';
import { i32x4, v128, type Code } from './instructions.ts';

const lanes = [0, 1, 2, 3] as const;

/** The first channel that each lane's group reads, for a vector of results from channel `first` on. */
export const channelsOf = ({ reads, results }: ByLane, first: number): readonly number[] =>
  lanes.map((lane) => Math.floor((first + lane) / results) * reads);

/** One value for each lane: a vector as it lies where that will do, with its lanes moved, or of each value by itself. */
export function loadLanes(address: Code, bytes: number, channels: readonly number[]): Code {
  const [start = 0] = channels;
  const distances = channels.map((channel) => channel - start);
  const at = (distance: number): number => bytes + (start + distance) * 4;
  const furthest = Math.max(...distances);
  if (furthest > 0 && furthest < lanes.length) {
    const loaded = v128.load(address, at(0));
    return distances.every((distance, lane) => distance === lane)
      ? loaded
      : i32x4.shuffle(loaded, v128.zero, distances);
  }
  const [first, second, ...others] = new Set(distances);
  const splat = (distance: number): Code => v128.load32Splat(address, at(distance));
  if (second === undefined) return splat(0);
  if (others.length === 0)
    return i32x4.shuffle(
      splat(0),
      splat(second),
      lanes.map((lane) => (distances[lane] === first ? lane : lane + 4)),
    );
  return distances.reduce(
    (value, distance, lane) => (distance === 0 ? value : v128.load32Lane(address, value, at(distance), lane)),
    splat(0),
  );
}

/** As many as fit into 128-bit registers. */
const alone = 2;

/**
 * Vectors of a panel that a register tile takes: all where V8 joins two and two, since both load one value, or one loads
 * what lies behind the other's.
 */
export function vectorsOfTile(sources: readonly (readonly number[])[]): number {
  const isJoined = sources.every((_, index) => {
    const pair = sources.slice(index - (index % 2), index - (index % 2) + 2).flat();
    const [start = 0] = pair;
    return pair.every((channel) => channel === start) || pair.every((channel, lane) => channel === start + lane);
  });
  return isJoined ? sources.length : alone;
}
