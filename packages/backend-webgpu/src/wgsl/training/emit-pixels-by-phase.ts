import type { Pair } from '@resnet-compile/ir';
import type { KernelShape } from '../../kernel-shape.ts';
import { lines, u } from '../text.ts';

/**
 * The phases of a strided convolution's input gradient: pixels (fy + i·sy, fx + j·sx) take the same filter taps. A tile
 * has pixels of one phase, so that its invocation skips what a dense convolution would multiply with inserted zeros.
 * Every phase counts as many pixels as the largest; beyond its own, the last ones are computed several times.
 */
export function phasesOf(
  [height, width]: Pair,
  [sy, sx]: Pair,
): { readonly rows: number; readonly columns: number; readonly map: Pair } {
  return {
    rows: Math.min(sy, height),
    columns: Math.min(sx, width),
    map: [Math.ceil(height / sy), Math.ceil(width / sx)],
  };
}

export function emitPixelsByPhase(
  { stride: [sy, sx] }: { readonly stride: Pair },
  { map: [height, width], tile }: KernelShape,
  tiles: number,
): string {
  const {
    rows,
    columns,
    map: [phaseHeight, phaseWidth],
  } = phasesOf([height, width], [sy, sx]);
  return lines(
    `let pixels = batch.x * ${u(phaseHeight * phaseWidth)};`,
    `let tilesOfPhase = (pixels + ${u(tile.pixels - 1)}) / ${u(tile.pixels)};`,
    `let phase = item / ${u(tiles)} / tilesOfPhase;`,
    `if (phase >= ${u(rows * columns)}) { return; }`,
    `let first = item / ${u(tiles)} % tilesOfPhase * ${u(tile.pixels)};`,
    `let fy = phase / ${u(columns)};`,
    `let fx = phase % ${u(columns)};`,
    Array.from({ length: tile.pixels }, (_, p) => [
      `let q${p} = min(first + ${u(p)}, pixels - 1u);`,
      `let n${p} = q${p} / ${u(phaseHeight * phaseWidth)};`,
      `let y${p} = min(q${p} / ${u(phaseWidth)} % ${u(phaseHeight)}, (${u(height - 1)} - fy) / ${u(sy)}) * ${u(sy)} + fy;`,
      `let x${p} = min(q${p} % ${u(phaseWidth)}, (${u(width - 1)} - fx) / ${u(sx)}) * ${u(sx)} + fx;`,
      `let p${p} = (n${p} * ${u(height)} + y${p}) * ${u(width)} + x${p};`,
    ]),
  );
}
