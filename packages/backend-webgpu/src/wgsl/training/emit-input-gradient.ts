import { leading } from '@resnet-compile/ir';
import type { InputGradientShape } from '../../convolution-shape.ts';
import { vectorsOf, type KernelShape } from '../../kernel-shape.ts';
import { load, loadWeights } from '../memory.ts';
import { lines, repeat, times, u, value } from '../text.ts';

/**
 * dx[q] = Σ over filter taps k with k·d ≡ q + p (mod s) of dy[(q + p − k·d)/s] · filters[k], the adjoint of a convolution. Four
 * output channels at a time: a vector of dy and a vector of each input channel's filters make one dot product, so that
 * the filters are read as the convolution lays them out.
 */
export function emitInputGradient(core: InputGradientShape, { channels, tile, half }: KernelShape): string {
  const {
    filters: { rows },
    input,
    kernel: [, kw],
    grouped,
  } = core;
  const step = vectorsOf(input.channels);
  const pixels = Array.from({ length: tile.pixels }, (_, pixel) => pixel);
  return lines(
    emitTaps(
      core,
      ['y0', 'x0'],
      lines(
        pixels.map((p) => emitAddress(core, p)),
        `let tap = (ky * ${u(kw)} + kx) * ${u(rows * step)};`,
        grouped
          ? emitGrouped(core, step, pixels, half)
          : [
              `var w = tap + c * ${u(4 * step)};`,
              `for (var k = 0u; k < ${u(step)}; k++) {`,
              pixels.map((p) => `let d${p} = ${checked(core, load(input, `at${p} + k`), p)};`),
              Array.from({ length: tile.vectors }, (_, v) => emitDots(v, step, pixels, half)),
              'w++;',
              '}',
            ],
      ),
    ),
    clearRowsBehind(channels, tile.pixels, tile.vectors),
  );
}

/** Rows behind the last input channel are the next tap's. */
export const clearRowsBehind = (channels: number, pixels: number, vectors: number): string =>
  channels % 4
    ? lines(
        `if (c + ${u(vectors)} == ${u(vectorsOf(channels))}) {`,
        Array.from(
          { length: pixels },
          (_, p) =>
            `${value(p, vectors - 1)} *= vec4f(${[0, 1, 2, 3].map((lane) => (lane < channels % 4 ? '1' : '0')).join(', ')});`,
        ),
        '}',
      )
    : '';

/** All taps, or those that reach the pixels whose first, or whose phase, is given. */
export const emitTaps = (core: InputGradientShape, pixel: readonly [string, string], body: string): string =>
  taps('ky', core, 0, pixel[0], taps('kx', core, 1, pixel[1], body));

/**
 * All taps, or those that reach the tile's pixels: k·d ≡ q + p (mod s). With g = gcd(s, d) there are none where g does not
 * divide q + p, else every s/g-th, from (q + p)/g times the inverse of d/g modulo s/g.
 */
function taps(
  name: string,
  { kernel, stride, padding, dilation }: InputGradientShape,
  axis: 0 | 1,
  pixel: string,
  body: string,
): string {
  const [count, s, d] = [kernel[axis], stride[axis], dilation[axis]];
  if (s === 1) return repeat(name, count, body);
  const common = greatestDivisor(s, d);
  const every = s / common;
  const inverse = Array.from({ length: every }, (_, factor) => factor).find(
    (factor) => (factor * (d / common)) % every === 1 % every,
  );
  const at = `(${pixel} + ${u(leading(padding)[axis])})`;
  const first = `${times(common === 1 ? at : `(${at} / ${u(common)})`, inverse ?? 1)} % ${u(every)}`;
  const start = common === 1 ? first : `select(${u(count)}, ${first}, ${at} % ${u(common)} == 0u)`;
  return lines(`for (var ${name} = ${start}; ${name} < ${u(count)}; ${name} += ${u(every)}) {`, body, '}');
}

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

/** Four rows of filters, each of four output channels, times the gradients of those channels. */
const emitDots = (v: number, step: number, pixels: readonly number[], half: KernelShape['half']): string =>
  lines(
    [0, 1, 2, 3].map((lane) => `let f${v}_${lane} = ${loadWeights(half, `w + ${u((4 * v + lane) * step)}`)};`),
    pixels.map(
      (p) => `${value(p, v)} += vec4f(${[0, 1, 2, 3].map((lane) => `dot(d${p}, f${v}_${lane})`).join(', ')});`,
    ),
  );

/** The output channels of all groups that the vector has channels of; which rows they hold, the filters' window says. */
function emitGrouped(
  { input, filters, window }: InputGradientShape,
  step: number,
  pixels: readonly number[],
  half: KernelShape['half'],
): string {
  return lines(
    `let first = min(c * 4u / ${u(window.outPerGroup)} * ${u(window.inPerGroup)} / 4u, ${u(window.last)});`,
    `for (var k = first; k < first + ${u(window.rows / 4)}; k++) {`,
    `let start = min(k * 4u / ${u(filters.outPerGroup)} * ${u(filters.inPerGroup)} / 4u, ${u(filters.last)});`,
    `if (c < start || c >= start + ${u(filters.rows / 4)}) { continue; }`,
    `let w = tap + (c - start) * ${u(4 * step)} + k;`,
    pixels.map((p) => `let d${p} = select(vec4f(), ${load(input, `at${p} + k`)}, in${p});`),
    emitDots(0, step, pixels, half),
    '}',
  );
}

/** A stride of one without padding reaches every pixel with every tap of one row and column. */
export const isInside = ({ kernel: [kh, kw], padding, stride: [sy, sx], grouped }: InputGradientShape): boolean =>
  kh * kw * sy * sx === 1 && !padding.some((pixels) => pixels > 0) && !grouped;

const checked = (core: InputGradientShape, load: string, pixel: number): string =>
  isInside(core) ? load : `select(vec4f(), ${load}, in${pixel})`;

/** Coordinates above or left of the map wrap around to huge ones, even divided by the stride. */
export function emitAddress(core: InputGradientShape, p: number): string {
  const {
    input: {
      map: [height, width],
      pitch,
    },
    stride: [sy, sx],
    padding: [py, , , px],
    dilation: [dy, dx],
  } = core;
  const divided = (text: string, stride: number): string => (stride === 1 ? text : `(${text}) / ${u(stride)}`);
  return lines(
    `let iy${p} = ${divided(`y${p} + ${u(py)} - ${times('ky', dy)}`, sy)};`,
    `let ix${p} = ${divided(`x${p} + ${u(px)} - ${times('kx', dx)}`, sx)};`,
    isInside(core) ? '' : `let in${p} = iy${p} < ${u(height)} && ix${p} < ${u(width)};`,
    `let at${p} = ${isInside(core) ? '' : 'select(0u, '}${times(`((n${p} * ${u(height)} + iy${p}) * ${u(width)} + ix${p})`, pitch)}${isInside(core) ? '' : `, in${p})`};`,
  );
}
