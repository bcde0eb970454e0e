import { leading } from '@resnet-compile/ir';
import { isByLane, type ConvolutionShape } from '../../convolution-shape.ts';
import { isDepthwise } from '../../filter-window.ts';
import { vectorsOf, type KernelShape } from '../../kernel-shape.ts';
import { clearLanesBehind } from '../clear-lanes-behind.ts';
import { load, loadLanes, loadWeightLanes, loadWeights } from '../memory.ts';
import { lines, repeat, times, u, value } from '../text.ts';

/**
 * dx[q] = Σ over filter taps k with k·d ≡ q + p (mod s) of dy[(q + p − k·d)/s] · filters[k], the adjoint of a convolution. Four
 * output channels at a time: a vector of dy and a vector of each input channel's filters make one dot product, so that
 * the filters are read as the convolution lays them out.
 */
export function emitInputGradient(core: ConvolutionShape, shape: KernelShape): string {
  const { tile, half } = shape;
  const {
    window: { rows },
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
          ? (isByLane(core) ? emitLanes : emitGrouped)(core, step, pixels, half)
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
    clearLanesBehind(shape),
  );
}

/** All taps, or those that reach the pixels whose first, or whose phase, is given. */
export const emitTaps = (core: ConvolutionShape, pixel: readonly [string, string], body: string): string =>
  taps('ky', core, 0, pixel[0], taps('kx', core, 1, pixel[1], body));

/**
 * All taps, or those that reach the tile's pixels: k·d ≡ q + p (mod s). With g = gcd(s, d) there are none where g does not
 * divide q + p, else every s/g-th, from (q + p)/g times the inverse of d/g modulo s/g.
 */
function taps(
  name: string,
  { kernel, stride, padding, dilation }: ConvolutionShape,
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

/** The output channels of the group that the vector belongs to. */
function emitGrouped(
  { input, window: { rows, outPerGroup } }: ConvolutionShape,
  step: number,
  pixels: readonly number[],
  half: KernelShape['half'],
): string {
  return lines(
    `let first = c * 4u / ${u(rows)} * ${u(outPerGroup / 4)};`,
    `for (var k = first; k < first + ${u(outPerGroup / 4)}; k++) {`,
    `let w = tap + c * 4u % ${u(rows)} * ${u(step)} + k;`,
    pixels.map((p) => `let d${p} = select(vec4f(), ${load(input, `at${p} + k`)}, in${p});`),
    emitDots(0, step, pixels, half),
    '}',
  );
}

/** Each lane takes the output channels of its own group; of a depthwise convolution the one of its own number. */
function emitLanes(
  { input, window }: ConvolutionShape,
  step: number,
  pixels: readonly number[],
  half: KernelShape['half'],
): string {
  const add = (d: (p: number) => string): readonly string[] =>
    pixels.map((p) => `${value(p, 0)} += select(vec4f(), ${d(p)}, in${p}) * f;`);
  if (isDepthwise(window))
    return lines(
      `let f = ${loadWeights(half, 'tap + c')};`,
      add((p) => load(input, `at${p} + c`)),
    );
  return lines(
    'let own = c * 4u + vec4u(0u, 1u, 2u, 3u);',
    `let first = own / ${u(window.rows)} * ${u(window.outPerGroup)};`,
    `let rows = tap + own % ${u(window.rows)} * ${u(step)};`,
    `for (var k = 0u; k < ${u(window.outPerGroup)}; k++) {`,
    'let o = first + k;',
    `let f = ${loadWeightLanes(half, 'rows', 'o')};`,
    add((p) => loadLanes(input, `at${p}`, 'o')),
    '}',
  );
}

/** A stride of one without padding reaches every pixel with every tap of one row and column. */
export const isInside = ({ kernel: [kh, kw], padding, stride: [sy, sx], grouped }: ConvolutionShape): boolean =>
  kh * kw * sy * sx === 1 && !padding.some((pixels) => pixels > 0) && !grouped;

const checked = (core: ConvolutionShape, load: string, pixel: number): string =>
  isInside(core) ? load : `select(vec4f(), ${load}, in${pixel})`;

/** Coordinates above or left of the map wrap around to huge ones, even divided by the stride. */
export function emitAddress(core: ConvolutionShape, p: number): string {
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
