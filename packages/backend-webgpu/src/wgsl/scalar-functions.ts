import { lines } from './text.ts';

/** A polynomial by Horner's scheme. */
const horner = (x: string, coefficients: readonly number[]): string =>
  coefficients.reduceRight((rest, factor) => (rest ? `(${factor}f + ${x} * ${rest})` : `${factor}f`), '');

/** eˣ − 1 = x·(1 + x/2·(1 + x/3·(…))) for |x| < 1 */
const exponentialSeries = Array.from({ length: 9 }, (_, index) => 10 - index).reduce(
  (rest, n) => `(1f + x * ${rest} / ${n}f)`,
  '1f',
);

const artanhSeries = Array.from({ length: 8 }, (_, n) => Math.fround(2 / (2 * n + 1)));

/** erf(x)/x − 1 in x² for |x| ≤ 1, and ln erfc(x) + x in x from 1 to 4: fitted by weighted least squares (Lawson). */
const erfNear = [
  0.12837916612625122, -0.3761262595653534, 0.1128358542919159, -0.026853810995817184, 0.005188327748328447,
  -0.0008010192541405559, 0.00007853857823647559,
];
const erfFar = [
  0.0002020654355874285, -0.1296493411064148, -0.6330657601356506, -0.10860659927129745, 0.025348925963044167,
  -0.004270636010915041, 0.00046035784180276096, -0.0000247542357101338, 2.1208572320574604e-7,
];

/**
 * Functions of WGSL that expressions call; each comes after those that it calls. Comparisons go by bits, since shaders may
 * assume that there is neither NaN nor infinity. The elementary functions of WGSL are exact to an absolute error at most where
 * their result is small, which series mend.
 */
const library: Readonly<Record<string, string>> = {
  fromBits: 'fn fromBits(bits: u32) -> vec4f { return bitcast<vec4f>(vec4u(bits)); }',
  rectify:
    'fn rectify(a: vec4f) -> vec4f { return select(a, vec4f(), bitcast<vec4u>(a) - vec4u(0x80000000u) <= vec4u(0x7f800000u)); }',
  isPositive: 'fn isPositive(a: vec4f) -> vec4<bool> { return bitcast<vec4u>(a) - vec4u(1u) < vec4u(0x7f800000u); }',
  isNone: 'fn isNone(a: vec4f) -> vec4<bool> { return (bitcast<vec4u>(a) & vec4u(0x7fffffffu)) > vec4u(0x7f800000u); }',
  // As whole numbers in the same order, −0 and 0 alike.
  order: lines(
    'fn order(a: vec4f) -> vec4i {',
    'let bits = bitcast<vec4i>(a);',
    'let size = bits & vec4i(0x7fffffff);',
    'return select(size, -size, bits < vec4i());',
    '}',
  ),
  isLess: 'fn isLess(a: vec4f, b: vec4f) -> vec4<bool> { return (order(a) < order(b)) & !isNone(a) & !isNone(b); }',
  withSignOf:
    'fn withSignOf(x: vec4f, size: vec4f) -> vec4f { return select(size, -size, bitcast<vec4i>(x) < vec4i()); }',
  larger: 'fn larger(a: vec4f, b: vec4f) -> vec4f { return select(a, b, isLess(a, b)); }',
  smaller: 'fn smaller(a: vec4f, b: vec4f) -> vec4f { return select(a, b, isLess(b, a)); }',
  exponential: 'fn exponential(x: vec4f) -> vec4f { return select(exp(x), x, isNone(x)); }',
  exponentialMinus1: lines(
    'fn exponentialMinus1(x: vec4f) -> vec4f {',
    `return select(x * ${exponentialSeries}, exponential(x) - 1f, abs(x) >= vec4f(1f));`,
    '}',
  ),
  // ln(1 + x) = 2·artanh(x/(2 + x)) for −½ ≤ x ≤ 1
  logarithmNear1: lines(
    'fn logarithmNear1(x: vec4f) -> vec4f {',
    'let s = x / (2f + x);',
    'let q = s * s;',
    `return s * ${horner('q', artanhSeries)};`,
    '}',
  ),
  logarithm: lines(
    'fn logarithm(x: vec4f) -> vec4f {',
    'let bits = bitcast<vec4u>(x);',
    'let y = select(log(x), logarithmNear1(x - 1f), (x >= vec4f(0.5f)) & (x <= vec4f(2f)));',
    'let orNegative = select(y, fromBits(0x7fc00000u), bits > vec4u(0x80000000u));',
    'let orZero = select(orNegative, fromBits(0xff800000u), (bits & vec4u(0x7fffffffu)) == vec4u());',
    'return select(orZero, x, bits - vec4u(0x7f800000u) <= vec4u(0x7fffffu));',
    '}',
  ),
  logarithmOf1Plus: lines(
    'fn logarithmOf1Plus(x: vec4f) -> vec4f {',
    'return select(logarithm(1f + x), logarithmNear1(x), (x >= vec4f(-0.5f)) & (x <= vec4f(1f)));',
    '}',
  ),
  // By e^(−|x|), which does not overflow.
  logistic: lines(
    'fn logistic(x: vec4f) -> vec4f {',
    'let e = exponential(-abs(x));',
    'return select(vec4f(1f), e, bitcast<vec4i>(x) < vec4i()) / (1f + e);',
    '}',
  ),
  // By e^(−2|x|) − 1, which neither overflows nor loses small values.
  hyperbolicTangent: lines(
    'fn hyperbolicTangent(x: vec4f) -> vec4f {',
    'let e = exponentialMinus1(-2f * abs(x));',
    'return withSignOf(x, -e / (2f + e));',
    '}',
  ),
  errorFunction: lines(
    'fn errorFunction(x: vec4f) -> vec4f {',
    'let s = x * x;',
    'let t = min(abs(x), vec4f(4f));',
    `let near = x + x * ${horner('s', erfNear)};`,
    `let far = withSignOf(x, 1f - exp(${horner('t', erfFar)} - t));`,
    'return select(select(near, far, abs(x) > vec4f(1f)), x, isNone(x));',
    '}',
  ),
};

/** The functions that a text calls, and those that they call. */
export function functionsOf(text: string): string {
  let called = '';
  for (const [name, declaration] of Object.entries(library).reverse())
    if (`${text}${called}`.includes(`${name}(`)) called = lines(declaration, called);
  return called;
}
