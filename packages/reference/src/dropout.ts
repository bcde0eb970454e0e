import { elementsOf, type Values } from './values.ts';

/** What the masks of a step depend on. */
export interface Randomness {
  readonly seed: number;
  readonly step: number;
}

/** A bijective mix of 32 bits (Chris Wellons' triple-free variant of Murmur3's finaliser). */
export function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) | 0;
}

/** The key of one layer's mask in one step. */
export const maskKey = ({ seed, step }: Randomness, key: number): number => mix(mix(mix(seed) + step) + key);

/**
 * x/(1 − rate), or 0 where the number drawn for the element (or its image) is below the rate. The number is a mix of the
 * layer's key and the element's index in N×C×H×W, its upper 24 bits over 2²⁴.
 */
export function dropOut(
  { shape, data }: Values,
  { rate, per, key }: { readonly rate: number; readonly per: 'element' | 'image'; readonly key: number },
  randomness: Randomness,
): Values {
  const perImage = elementsOf(shape.slice(1));
  const start = maskKey(randomness, key);
  const draw = (index: number): number => (mix(Math.imul(index, 0x9e3779b9) + start) >>> 8) / 2 ** 24;
  return {
    shape,
    data: data.map((value, index) =>
      draw(per === 'element' ? index : Math.floor(index / perImage)) < rate ? 0 : value / (1 - rate),
    ),
  };
}
