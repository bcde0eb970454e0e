import type { Random } from './random.ts';

/** Makes another file of one; `others` are valid files to take parts from. */
export type Mutate = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

/** Sizes, counts and offsets at the limits of what they may be. */
const boundaries = (length: number): readonly bigint[] => [
  ...[0, 1, 2, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, length - 1, length, length + 1].map(BigInt),
  ...[31n, 32n, 40n, 53n, 63n].flatMap((power) => [(1n << power) - 1n, 1n << power, -(1n << power)]),
];

const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function overwritten(bytes: Uint8Array, at: number, values: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.set(values.subarray(0, copy.length - at), at);
  return copy;
}

function integer(bytes: Uint8Array, random: Random): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigInt64(0, BigInt.asIntN(64, random.pick(boundaries(bytes.length))), true);
  return new Uint8Array(view.buffer, 0, random.pick([1, 2, 4, 8]));
}

/** A part of a file, mostly a short one. */
function partOf(bytes: Uint8Array, random: Random): Uint8Array {
  const from = random.below(bytes.length + 1);
  const most = random.below(2) ? 16 : bytes.length;
  return bytes.subarray(from, from + random.below(most));
}

const edits: readonly Mutate[] = [
  (bytes, random) => overwritten(bytes, random.below(bytes.length), Uint8Array.of(random.below(256))),
  (bytes, random) => {
    const at = random.below(bytes.length);
    return overwritten(bytes, at, Uint8Array.of((bytes[at] ?? 0) ^ (1 << random.below(8))));
  },
  (bytes, random) => overwritten(bytes, random.below(bytes.length), integer(bytes, random)),
  (bytes, random) => bytes.slice(0, random.below(bytes.length)),
  (bytes, random) => bytes.slice(random.below(bytes.length)),
  (bytes, random) => {
    const at = random.below(bytes.length);
    return joined(bytes.subarray(0, at), bytes.subarray(at + random.below(32)));
  },
  (bytes, random, others) => {
    const at = random.below(bytes.length + 1);
    return joined(bytes.subarray(0, at), partOf(random.pick(others), random), bytes.subarray(at));
  },
  (bytes, random, others) => overwritten(bytes, random.below(bytes.length), partOf(random.pick(others), random)),
  (bytes, random, others) => {
    const other = random.pick(others);
    return joined(bytes.subarray(0, random.below(bytes.length)), other.subarray(random.below(other.length)));
  },
  (bytes, random) => {
    const at = random.below(bytes.length);
    return joined(bytes.subarray(0, at), integer(bytes, random), bytes.subarray(at));
  },
];

/** Up to eight edits, mostly few: flipped bits, integers at boundaries, cut ends, holes, insertions, splices. */
export const mutateBytes: Mutate = (bytes, random, others) => {
  let mutated = bytes;
  for (let count = 1 + random.below(1 + random.below(8)); count > 0 && mutated.length > 0; count--)
    mutated = random.pick(edits)(mutated, random, others);
  return mutated;
};
