import { itemOf, leading, winogradPositions, winogradTransforms } from '@resnet-compile/ir';
import { vectorsOf, type CoreShapeOf, type KernelShape, type StepShapeOf } from '../kernel-shape.ts';
import { load, narrowed } from './memory.ts';
import { lines, literal, u, value } from './text.ts';

type Matrix = readonly (readonly number[])[];

/** One tile of the map around it, in one vector of channels, transformed and stored position by position. */
export function emitWinogradInput(
  { reads: [input], attributes: { outputs, padding } }: CoreShapeOf<'winograd_input'>,
  { steps, buffers }: KernelShape,
): string {
  const {
    map: [height, width],
    pitch,
    channels,
  } = input;
  const [top, left] = leading(padding);
  const side = indices(outputs + 2);
  const [{ writes }] = steps as readonly [StepShapeOf<'store'>];
  const tiles = itemOf(writes, 0);
  return lines(
    // Coordinates above or left of the map wrap around to huge ones, so that one comparison checks both sides.
    side.map((i) => [
      `let iy${i} = y0 * ${u(outputs)} + ${u(i)} - ${u(top)};`,
      `let row${i} = (n0 * ${u(height)} + min(iy${i}, ${u(height - 1)})) * ${u(width * pitch)} + c;`,
      `let ix${i} = x0 * ${u(outputs)} + ${u(i)} - ${u(left)};`,
      `let column${i} = min(ix${i}, ${u(width - 1)}) * ${u(pitch)};`,
    ]),
    emitSandwich(
      winogradTransforms(outputs).input,
      (i, j) =>
        `select(vec4f(), ${load(input, `row${i} + column${j}`)}, iy${i} < ${u(height)} && ix${j} < ${u(width)})`,
    ),
    side.map((i) =>
      side.map(
        (j) =>
          `b${tiles.buffer}[p0 * ${u(tiles.pitch)} + ${u((i * side.length + j) * vectorsOf(channels))} + c] = ${narrowed(itemOf(buffers, tiles.buffer).element, `r${i}_${j}`)};`,
      ),
    ),
  );
}

/** The results of one tile, of which some may lie outside of the map. */
export function emitWinogradOutput({
  reads: [input],
  attributes: { outputs },
}: CoreShapeOf<'winograd_output'>): string {
  const { pitch, channels } = input;
  const perPosition = channels / winogradPositions(outputs) / 4;
  const base = `let at = first * ${u(pitch)} + c;`;
  return lines(
    base,
    emitSandwich(winogradTransforms(outputs).output, (i, j) =>
      load(input, `at + ${u((i * (outputs + 2) + j) * perPosition)}`),
    ),
    indices(outputs).map((i) => indices(outputs).map((j) => `var ${value(i * outputs + j, 0)} = r${i}_${j};`)),
  );
}

/** The pixels of a tile: `p`, `n`, `y`, `x` of each, and `in` where it lies within the map. */
export function emitTilePixels(
  { reads: [input], attributes: { outputs } }: CoreShapeOf<'winograd_output'>,
  [height, width]: readonly [number, number],
): string {
  const [rows, columns] = input.map;
  return lines(
    `let n = first / ${u(rows * columns)};`,
    `let top = first / ${u(columns)} % ${u(rows)} * ${u(outputs)};`,
    `let left = first % ${u(columns)} * ${u(outputs)};`,
    indices(outputs ** 2).map((p) => [
      `let n${p} = n;`,
      `let y${p} = top + ${u(Math.floor(p / outputs))};`,
      `let x${p} = left + ${u(p % outputs)};`,
      `let in${p} = y${p} < ${u(height)} && x${p} < ${u(width)};`,
      `let p${p} = (n * ${u(height)} + min(y${p}, ${u(height - 1)})) * ${u(width)} + min(x${p}, ${u(width - 1)});`,
    ]),
  );
}

/** m·x·mᵀ into r: column by column, then row by row. */
function emitSandwich(m: Matrix, element: (row: number, column: number) => string): string {
  const side = indices(itemOf(m, 0).length);
  return lines(
    side.map((j) => [
      side.map((i) => `let d${i}_${j} = ${element(i, j)};`),
      m.map((factors, i) => `let t${i}_${j} = ${combination(factors, (k) => `d${k}_${j}`)};`),
    ]),
    m.map((_, i) => m.map((factors, j) => `let r${i}_${j} = ${combination(factors, (k) => `t${i}_${k}`)};`)),
  );
}

/** Σ factor·name, without what is zero and without multiplications by one. */
const combination = (factors: readonly number[], name: (index: number) => string): string =>
  factors
    .flatMap((factor, index) =>
      factor === 0
        ? []
        : [
            `${factor < 0 ? '- ' : '+ '}${Math.abs(factor) === 1 ? '' : `${literal(Math.abs(factor))} * `}${name(index)}`,
          ],
    )
    .join(' ')
    .replace(/^\+ /, '');

const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
