import {
  absolute,
  add,
  bits,
  constant,
  divide,
  floatOfBits,
  halve,
  max,
  min,
  multiply,
  polynomial,
  select,
  subtract,
  subtractIntegers,
  toExponent,
  type Float32,
  type Integer,
} from './float32.ts';

/**
 * The nearest integer n to y, |y| < 2²¹, and bits whose lowest ones are n + bias: added to 1.5·2²³ a number has no room
 * for a fraction. Bits 23 and above are of no use.
 */
function nearest(y: Float32, bias: number): { readonly n: Float32; readonly biased: Integer } {
  const shift = constant(1.5 * 2 ** 23 + bias);
  const shifted = add(y, shift);
  return { n: subtract(shifted, shift), biased: bits(shifted) };
}

/** x = n·ln 2 + r, |r| ≤ ln 2 / 2. The first part of ln 2 has 15 bits: times n it is exact (Cody and Waite). */
function reduce(x: Float32, bias: number): { readonly r: Float32; readonly biased: Integer } {
  const { n, biased } = nearest(multiply(x, constant(Math.LOG2E)), bias);
  const r = subtract(
    subtract(x, multiply(n, constant(0.693145751953125))),
    multiply(n, constant(1.428606765330187e-6)),
  );
  return { r, biased };
}

/** eʳ − 1 = r + r²·q(r). Minimax for the relative error, 1.4e-8. */
const nearZero = (r: Float32): Float32 =>
  add(r, multiply(multiply(r, r), polynomial(r, [0.49999997, 0.16666546, 0.041667435, 0.008366265, 0.0013870678])));

/** eˣ = 2ⁿ·eʳ, as Cephes' expf. 2ⁿ is two factors, so that results overflow and become subnormal by themselves. */
export function exp(x: Float32): Float32 {
  const { r, biased } = reduce(max(min(x, constant(89)), constant(-104)), 2 * 127);
  const half = halve(biased);
  return multiply(
    multiply(add(nearZero(r), constant(1)), floatOfBits(toExponent(half))),
    floatOfBits(toExponent(subtractIntegers(biased, half))),
  );
}

/** eˣ − 1 = 2·(2ⁿ⁻¹·(eʳ − 1) + (2ⁿ⁻¹ − ½)); the halves let n be 128. Tiny x stay, with their sign. */
export function expm1(x: Float32): Float32 {
  const { r, biased } = reduce(max(min(x, constant(89)), constant(-18)), 126);
  const scale = floatOfBits(toExponent(biased));
  const half = add(multiply(scale, nearZero(r)), subtract(scale, constant(0.5)));
  return select(absolute(x), constant(2 ** -25), add(half, half), x);
}

/** 2ʸ for −126 < y < 127. The fraction is exact; minimax for the relative error, 3.0e-9. */
export function exp2(y: Float32): Float32 {
  const { n, biased } = nearest(y, 127);
  const power = polynomial(subtract(y, n), [
    1,
    Math.LN2,
    0.24022648,
    0.055503596,
    0.009618501,
    0.0013390987,
    0.00015328582,
  ]);
  return multiply(power, floatOfBits(toExponent(biased)));
}

/** 1/(1 + e⁻ˣ) */
export const sigmoid = (x: Float32): Float32 => divide(constant(1), add(constant(1), exp(subtract(constant(0), x))));
