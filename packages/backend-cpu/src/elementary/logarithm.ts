import {
  add,
  addIntegers,
  and,
  bits,
  constant,
  floatOfBits,
  floatOfInteger,
  integer,
  multiply,
  polynomial,
  select,
  subtract,
  subtractIntegers,
  type Float32,
  type Integer,
} from './float32.ts';

const four = 0x40800000;
/** The last number below 1.5. */
const belowThreeHalves = 0x3fbfffff;
const largest = (2 - 2 ** -23) * 2 ** 127;

/** −k·2²³ for x = 2ᵏ·m, ¾ ≤ m < 1.5. Added to the bits of a number it divides by 2ᵏ. */
const exponentOf = (x: Float32): Integer =>
  and(subtractIntegers(integer(belowThreeHalves), bits(x)), integer(-0x800000));

/**
 * k·ln 2 + ln(1 + f), −¼ ≤ f < ½, of −k·2²³ as a float. ln(1 + f) = f − f²·P(f), minimax 2.8e-8; the first part of ln 2
 * has 15 bits, so that times k it is exact. Only subtractions: −0 stays.
 */
function combine(f: Float32, minusK: Float32): Float32 {
  const tail = multiply(
    multiply(f, f),
    polynomial(f, [0.5000006, -0.33333546, 0.2499349, -0.19977209, 0.16822354, -0.14982286, 0.12066864, -0.054145522]),
  );
  const low = multiply(minusK, constant(1.428606765330187e-6 * 2 ** -23));
  return subtract(subtract(f, add(tail, low)), multiply(minusK, constant(0.693145751953125 * 2 ** -23)));
}

/** The value within the domain; ∞ at ∞, −∞ at its lower end, NaN below and of NaN. */
const within = (x: Float32, end: number, value: Float32): Float32 =>
  select(
    x,
    constant(end),
    select(x, constant(largest), x, value),
    select(constant(end), x, constant(NaN), subtract(x, constant(Infinity))),
  );

/** Subnormals are scaled first. */
export function log(x: Float32): Float32 {
  const smallest = constant(2 ** -126);
  const normal = select(smallest, x, multiply(x, constant(2 ** 24)), x);
  const exponent = exponentOf(normal);
  const f = subtract(floatOfBits(addIntegers(bits(normal), exponent)), constant(1));
  const minusK = add(floatOfInteger(exponent), select(smallest, x, constant(24 * 2 ** 23), constant(0)));
  return within(x, 0, combine(f, minusK));
}

/** k is that of 1 + x, rounded, but f = x·2⁻ᵏ − (1 − 2⁻ᵏ) is of x itself, as in N. Juffa's log1pf. */
export function log1p(x: Float32): Float32 {
  const exponent = exponentOf(add(x, constant(1)));
  // Four times as large, since 2⁻ᵏ may be too small.
  const scale = floatOfBits(addIntegers(integer(four), exponent));
  const f = subtract(
    floatOfBits(addIntegers(bits(x), exponent)),
    subtract(constant(1), multiply(scale, constant(0.25))),
  );
  return within(x, -1, combine(f, floatOfInteger(exponent)));
}
