/** A bijective mix of 32 bits: the source of all random numbers, initial weights and masks alike. */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) | 0;
}

/** 24 bits of a sequence that has no beginning: a pure function of key and index. */
export const randomBits = (key: number, index: number): number => mix(Math.imul(index, 0x9e3779b9) + key) >>> 8;
