import type { ByLane } from '../kernel-shape.ts';
import { i32x4, v128, type Code } from './instructions.ts';

const lanes = [0, 1, 2, 3] as const;

/** The first channel that each lane's group reads, for a vector of results from channel `first` on. */
export const channelsOf = ({ reads, results }: ByLane, first: number): readonly number[] =>
  lanes.map((lane) => Math.floor((first + lane) / results) * reads);

/** One value for each lane: a vector as it lies where that will do, with its lanes moved, or lane by lane. */
export function loadLanes(address: Code, bytes: number, channels: readonly number[]): Code {
  const [start = 0] = channels;
  const distances = channels.map((channel) => channel - start);
  const at = (lane: number): number => bytes + (start + lane) * 4;
  if (distances.every((distance) => distance === 0)) return v128.load32Splat(address, at(0));
  if (distances.every((distance) => distance < lanes.length)) {
    const loaded = v128.load(address, at(0));
    return distances.every((distance, lane) => distance === lane) ? loaded : i32x4.shuffle(loaded, distances);
  }
  return distances.reduce(
    (value, distance, lane) => (distance === 0 ? value : v128.load32Lane(address, value, at(distance), lane)),
    v128.load32Splat(address, at(0)),
  );
}
