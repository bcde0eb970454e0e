/** Uniform in [0, 1), in steps of 2⁻³². */
export type Random = () => number;

/**
 * The random numbers of one operation on one image: a pure function of these four, so that order, prefetching, workers and
 * resuming change no draw. Generator: sfc32 of PractRand (Doty-Humphrey), keyed by its whole state and run 15 rounds, as
 * its author seeds it.
 */
export function randomOf(seed: number, epoch: number, index: number, operation: string): Random {
  let [a, b, c, counter] = [seed | 0, epoch | 0, index | 0, hash(operation)];
  const next = (): number => {
    const value = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + value) | 0;
    return value >>> 0;
  };
  for (let round = 0; round < 15; round++) next();
  return () => next() / 2 ** 32;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return value;
}

/** An integer of 0 to `count` − 1. */
export const integerBelow = (random: Random, count: number): number => Math.floor(random() * count);

export const between = (random: Random, low: number, high: number): number => low + random() * (high - low);

/** The standard normal distribution (Box and Muller 1958). */
export const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
