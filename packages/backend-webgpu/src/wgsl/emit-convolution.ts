import type { ConvolutionShape } from '../convolution-shape.ts';
import { vectorsOf, type KernelShape } from '../kernel-shape.ts';
import { load, loadWeights } from './memory.ts';
import { lines, repeat, times, u, value } from './text.ts';

/**
 * For each place of the window, and four input channels at a time: one vector of every pixel, then four rows of filters,
 * each multiplied by one lane. Outside of the map a pixel reads zeros.
 */
export function emitConvolution(core: ConvolutionShape, { channels, tile, half }: KernelShape): string {
  const {
    window: { rows, outPerGroup, panel: step },
    kernel: [kh, kw],
  } = core;
  const isOnePanel = step === vectorsOf(channels);
  const pixels = Array.from({ length: tile.pixels }, (_, pixel) => pixel);
  const vectors = Array.from({ length: tile.vectors }, (_, vector) => vector);
  const block = (lanes: number): string =>
    lines(
      pixels.map((p) => `let i${p} = ${checked(core, load(core.input, `at${p} + k`), p)};`),
      Array.from({ length: lanes }, (_, lane) => [
        vectors.map((v) => `let f${lane}_${v} = ${loadWeights(half, `w + ${u(lane * step + v)}`)};`),
        pixels.map((p) => vectors.map((v) => `${value(p, v)} += i${p}.${'xyzw'[lane]} * f${lane}_${v};`)),
      ]),
    );
  const full = Math.floor(rows / 4);
  return lines(
    core.grouped ? `let start = c * 4u / ${u(outPerGroup)} * ${u(rows / 4)};` : '',
    isOnePanel ? 'var w = c;' : `var w = c / ${u(step)} * ${u(kh * kw * rows * step)} + c % ${u(step)};`,
    repeat(
      'ky',
      kh,
      repeat(
        'kx',
        kw,
        lines(
          pixels.map((p) => emitAddress(core, p)),
          full ? lines(`for (var k = 0u; k < ${u(full)}; k++) {`, block(4), `w += ${u(4 * step)};`, '}') : '',
          rows % 4 ? lines('{', `let k = ${u(full)};`, block(rows % 4), `w += ${u((rows % 4) * step)};`, '}') : '',
        ),
      ),
    ),
  );
}

const minus = (padding: number): string => (padding ? ` - ${u(padding)}` : '');

export const isPadded = ({ padding }: ConvolutionShape): boolean => padding.some((pixels) => pixels > 0);

export const checked = (core: ConvolutionShape, load: string, pixel: number): string =>
  isPadded(core) ? `select(vec4f(), ${load}, in${pixel})` : load;

/**
 * Where the input of a pixel begins, for a place of the window. Coordinates above or left of the map wrap around to huge
 * ones, so that one comparison checks both sides.
 */
export function emitAddress(core: ConvolutionShape, p: number): string {
  const {
    input: {
      map: [height, width],
      pitch,
    },
    stride: [sy, sx],
    padding: [py, , , px],
    dilation: [dy, dx],
    grouped,
  } = core;
  const start = grouped ? ' + start' : '';
  const at = `((n${p} * ${u(height)} + iy${p}) * ${u(width)} + ix${p}) * ${u(pitch)}${start}`;
  return lines(
    `let iy${p} = ${times(`y${p}`, sy)} + ${times('ky', dy)}${minus(py)};`,
    `let ix${p} = ${times(`x${p}`, sx)} + ${times('kx', dx)}${minus(px)};`,
    isPadded(core)
      ? [`let in${p} = iy${p} < ${u(height)} && ix${p} < ${u(width)};`, `let at${p} = select(0u, ${at}, in${p});`]
      : `let at${p} = ${at};`,
  );
}
