/** A source of numbers that a seed decides: SplitMix32 (Steele et al. 2014, in 32 bits). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number, both ends included. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.#unit() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.#unit() < probability;
  }

  /** @throws {Error} of an empty list. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.integer(0, list.length - 1)] as T;
  }

  /** 0 to below 1. */
  #unit(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0;
    let x = this.#state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
  }
}
