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
  core: { readonly stride: Pair },
  { map, tile }: Pick<KernelShape, 'map' | 'tile'>,
  tiles: number,
): string {
  return lines(
    emitPhase(core, map, { item: `item / ${u(tiles)}`, pixels: tile.pixels }),
    emitPhasePixels(
      core,
      map,
      Array.from({ length: tile.pixels }, (_, p) => `min(first + ${u(p)}, pixels - 1u)`),
    ),
  );
}

/** The phase of a tile of so many `pixels`, and its first pixel among those of the phase. */
export function emitPhase(
  { stride: [sy, sx] }: { readonly stride: Pair },
  map: Pair,
  { item, pixels, first = 'first' }: { readonly item: string; readonly pixels: number; readonly first?: string },
): string {
  const {
    rows,
    columns,
    map: [phaseHeight, phaseWidth],
  } = phasesOf(map, [sy, sx]);
  return lines(
    `let pixels = batch.x * ${u(phaseHeight * phaseWidth)};`,
    `let tilesOfPhase = (pixels + ${u(pixels - 1)}) / ${u(pixels)};`,
    `let phase = ${item} / tilesOfPhase;`,
    `if (phase >= ${u(rows * columns)}) { return; }`,
    `let ${first} = ${item} % tilesOfPhase * ${u(pixels)};`,
    `let fy = phase / ${u(columns)};`,
    `let fx = phase % ${u(columns)};`,
  );
}

/** Pixels by their number among those of their phase, as `emitPixels` has them. */
export function emitPhasePixels(
  { stride: [sy, sx] }: { readonly stride: Pair },
  [height, width]: Pair,
  numbers: readonly string[],
): string {
  const {
    map: [phaseHeight, phaseWidth],
  } = phasesOf([height, width], [sy, sx]);
  return lines(
    numbers.map((number, p) => [
      `let q${p} = ${number};`,
      `let n${p} = q${p} / ${u(phaseHeight * phaseWidth)};`,
      `let y${p} = min(q${p} / ${u(phaseWidth)} % ${u(phaseHeight)}, (${u(height - 1)} - fy) / ${u(sy)}) * ${u(sy)} + fy;`,
      `let x${p} = min(q${p} % ${u(phaseWidth)}, (${u(width - 1)} - fx) / ${u(sx)}) * ${u(sx)} + fx;`,
      `let p${p} = (n${p} * ${u(height)} + y${p}) * ${u(width)} + x${p};`,
    ]),
  );
}
