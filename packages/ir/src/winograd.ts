import { itemOf } from './item-of.ts';
/** Results of a tile, along each side. */
export type WinogradOutputs = 2 | 4;

/** Values of a transformed tile, per channel. */
export const winogradPositions = (outputs: WinogradOutputs): number => (outputs + 2) ** 2;

type Matrix = readonly (readonly number[])[];

export interface WinogradTransforms {
  /** Bᵀ, (m + 2)×(m + 2) */
  readonly input: Matrix;
  /** G, (m + 2)×3 */
  readonly filter: Matrix;
  /** Aᵀ, m×(m + 2) */
  readonly output: Matrix;
}

/**
 * Polynomials are evaluated at 0, at plus and minus each of these, and at infinity. Of those tried for m = 4, ±√2 and ±1/√2
 * lose least: rounding errors are twice a direct convolution's, and more than four times with the customary ±1 and ±2 (both
 * as root mean squares over 64 channels, in float32). With m = 2 they are smaller than a direct convolution's.
 */
const magnitudes: Readonly<Record<WinogradOutputs, readonly number[]>> = { 2: [1], 4: [Math.SQRT2, Math.SQRT1_2] };

function interpolation(outputs: WinogradOutputs): WinogradTransforms {
  const finite = [0, ...magnitudes[outputs].flatMap((p) => [p, -p])];
  const eachPoint = (row: (point: number) => readonly number[]): Matrix => [
    row(0),
    ...magnitudes[outputs].map(row).flatMap((plus) => [plus, plus.map((x, power) => (power % 2 ? 0 - x : x))]),
  ];
  const others = (point: number): readonly number[] => finite.filter((other) => other !== point);
  const powers = (point: number, count: number, divisor = 1): readonly number[] =>
    Array.from({ length: count }, (_, power) => point ** power / divisor + 0); // + 0: no −0
  const last = (length: number): readonly number[] =>
    Array.from({ length }, (_, index) => (index === length - 1 ? 1 : 0));
  const columns = [...eachPoint((point) => powers(point, outputs)), last(outputs)];
  return {
    input: [...eachPoint((point) => [...withRoots(others(point)), 0]), withRoots(finite)],
    filter: [
      ...eachPoint((point) =>
        powers(
          point,
          3,
          others(point).reduce((product, other) => product * (point - other), 1),
        ),
      ),
      last(3),
    ],
    output: Array.from({ length: outputs }, (_, row) => columns.map((column) => itemOf(column, row))),
  };
}

/** The coefficients of Π (x − root), the constant one first; what only rounding left of a zero is zero. */
function withRoots(roots: readonly number[]): readonly number[] {
  const product = roots.reduce<readonly number[]>(
    (polynomial, root) =>
      [...polynomial, 0].map((_, power) => (polynomial[power - 1] ?? 0) - root * (polynomial[power] ?? 0)),
    [1],
  );
  return product.map((coefficient) => (Math.abs(coefficient) < 1e-12 ? 0 : coefficient));
}

const transforms: Readonly<Record<WinogradOutputs, WinogradTransforms>> = { 2: interpolation(2), 4: interpolation(4) };

/**
 * The matrices of F(m, 3) after Cook and Toom: Lagrange interpolation through the points 0, p, −p, …, ∞. What belongs to −p
 * is what belongs to p, to the last bit, with the other sign at odd powers.
 */
export const winogradTransforms = (outputs: WinogradOutputs): WinogradTransforms => transforms[outputs];
