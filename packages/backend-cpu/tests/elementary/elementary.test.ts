import { describe, expect, it } from 'vitest';
import { javascriptBulk, wasmBulk } from './compiled.ts';
import { functions, Worst } from './functions.ts';

const largest = (2 - 2 ** -23) * 2 ** 127;
const smallestNormal = 2 ** -126;
const smallest = 2 ** -149;

const bitsOf = (x: number): number => new Int32Array(Float32Array.of(x).buffer)[0]!;
const sign = -0x80000000;

/** The bits of numbers near x, on both sides, and of their negatives. */
const around = (x: number, reach: number): readonly number[] =>
  Array.from({ length: 2 * reach + 1 }, (_, at) => Math.max(bitsOf(x) - reach + at, 0)).flatMap((bits) => [
    bits,
    bits ^ sign,
  ]);

/** Random bits: all binades alike. The generator is Marsaglia's xorshift. */
function sample(length: number): readonly number[] {
  let state = 2463534242;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    return (state ^= state << 5);
  });
}

/** Other exponents: 2⁻⁸ to 2⁷, where functions are neither linear nor constant. */
const ordinary = (bits: number): number => (bits & -0x7f800001) | ((119 + ((bits >>> 23) & 15)) << 23);

/** Where algorithms change hands. */
const thresholds = [
  0.25, 0.5, 0.55, 0.75, 0.95, 1, 1.5, 2, 3.92, 4, 9.02, 9.25, 16.64, 17.33, 18, 64, 87.34, 88.03, 88.72284, 89, 103.28,
  103.97, 104,
];
const ends = [
  Math.LN2,
  Math.LN2 / 2,
  0,
  smallest,
  smallestNormal,
  2 ** -28,
  2 ** -25,
  2 ** -24,
  2 ** 24,
  2 ** 126,
  1.5 * 2 ** 127,
  largest,
];
const worst = Object.values(functions).map(({ worst }) => Math.abs(worst.x));
const patterns = [
  ...sample(100_000),
  ...sample(100_000).map(ordinary),
  ...[...thresholds, ...ends, ...worst].flatMap((x) => around(x, 1000)),
  ...[Infinity, -Infinity, NaN].map(bitsOf),
];
const inputs = new Float32Array(
  Int32Array.from({ length: Math.ceil(patterns.length / 8) * 8 }, (_, at) => patterns[at] ?? 0).buffer,
);

/** C99, annex F.9, and where float32 ends. */
const specialValues: Readonly<Record<string, readonly (readonly [x: number, value: number])[]>> = {
  exp: [
    [0, 1],
    [-0, 1],
    [Infinity, Infinity],
    [-Infinity, 0],
    [NaN, NaN],
    [largest, Infinity],
    [-largest, 0],
    [88.72283935546875, Infinity],
    [88.72284698486328, Infinity],
    [-103.972076, smallest],
    [-103.97209, 0],
    [smallest, 1],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [Infinity, Infinity],
    [-Infinity, -1],
    [NaN, NaN],
    [largest, Infinity],
    [-largest, -1],
    [smallest, smallest],
    [-smallest, -smallest],
    [3 * smallest, 3 * smallest],
    [88.72284698486328, Infinity],
  ],
  log: [
    [1, 0],
    [0, -Infinity],
    [-0, -Infinity],
    [-1, NaN],
    [-smallest, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [NaN, NaN],
    [smallest, -103.27892990343184],
    [smallestNormal, -87.3365447505531],
    [largest, 88.72283905206835],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -Infinity],
    [-1.0000001, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [NaN, NaN],
    [smallest, smallest],
    [-smallest, -smallest],
    [3 * smallest, 3 * smallest],
    [largest, 88.72283905206835],
    [-1 + 2 ** -24, -16.635532333438686],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [NaN, NaN],
    [largest, 1],
    [-largest, -1],
    [smallest, smallest],
    [-smallest, -smallest],
    [3 * smallest, 3 * smallest],
    [10, 1],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [Infinity, 1],
    [-Infinity, -1],
    [NaN, NaN],
    [largest, 1],
    [-largest, -1],
    [smallest, smallest],
    [-smallest, -smallest],
    [4, 1],
  ],
};

describe.each(Object.entries(functions))('%s', (name, { expression, exact, worst: known }) => {
  const [wasm, fused, javascript] = [
    wasmBulk(expression),
    wasmBulk(expression, 1, true),
    javascriptBulk(expression),
  ].map((bulk) => {
    const found = new Float32Array(inputs.length);
    bulk(found, inputs);
    return found;
  });

  it('is within 2 ulp of what is exact', () => {
    const worst = new Worst();
    inputs.forEach((x, at) => worst.add(x, wasm![at]!, exact(x)));
    expect(worst.wrong).toEqual([]);
    expect(worst.normal.error).toBeLessThan(2);
    expect(Math.abs(worst.normal.x)).toBe(Math.abs(known.x));
    expect(worst.normal.error).toBeCloseTo(known.error, 3);
    expect(worst.subnormal.error, `at ${worst.subnormal.x}`).toBeLessThan(1);
  });

  it('has the same bits in all kinds of code', () => {
    const differs = (other: Float32Array) => inputs.filter((_, at) => !Object.is(wasm![at], other[at]));
    expect(differs(fused!)).toHaveLength(0);
    expect(differs(javascript!)).toHaveLength(0);
  });

  it.each(specialValues[name]!)('of %d is %d', (x, wanted) => {
    for (const bulk of [wasmBulk(expression), javascriptBulk(expression)]) {
      const found = new Float32Array(8);
      bulk(found, new Float32Array(8).fill(x));
      expect([...found]).toEqual(Array.from({ length: 8 }, () => Math.fround(wanted)));
    }
  });
});
