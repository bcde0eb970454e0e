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
export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Beta(α, α), of two gamma distributions. */
export function symmetricBeta(random: Random, alpha: number): number {
  const [first, second] = [gamma(random, alpha), gamma(random, alpha)];
  return first + second > 0 ? first / (first + second) : random() < 0.5 ? 0 : 1;
}

/** Gamma(shape, 1): Marsaglia and Tsang 2000, "A simple method for generating gamma variables", with its §6 for shapes below 1. */
function gamma(random: Random, shape: number): number {
  if (shape < 1) return gamma(random, shape + 1) * (1 - random()) ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const x = normal(random);
    const v = (1 + x / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}
