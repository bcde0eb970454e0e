import { emitJavaScriptScalar, javascriptPrelude } from '../elementary/emit-javascript-scalar.ts';
import { tapsOf, type CoreShapeOf, type KernelShape, type StepShape } from '../kernel-shape.ts';
import { nameOf, operandsOf, type Role } from '../operands.ts';
import { emitChannelConvolution, emitGroupMean, emitMean } from './emit-means.ts';
import { countOf } from './count-of.ts';
import { emitPadGradient, emitPoolGradient, emitSpread, emitUpsample } from './emit-gradients.ts';
import { offset, type AccessLike } from './offset.ts';

/**
 * Plain JavaScript of the same kernels: functions of the same parameters over one Float32Array, `f`, and its bits, `u`.
 * Sums are accumulated in float64, so that they differ from SIMD's by float32 rounding alone.
 *
 * @param shapes of a program that is scheduled and verified for `javascriptTarget`
 */
export function emitJavaScript(shapes: readonly KernelShape[]): string {
  const functions = (shapes as readonly JavaScriptShape[]).map(emitFunction);
  return `(f, u) => {\n${javascriptPrelude}\nreturn [\n${functions.join(',\n')}\n];\n}`;
}

/** What there is of such programs. */
interface JavaScriptShape extends KernelShape {
  readonly core: CoreShapeOf<'convolution'> | CoreShapeOf<'grouped_convolution'> | PixelCore;
  readonly steps: readonly Exclude<StepShape, { readonly kind: 'dropout' }>[];
}
type Pool = CoreShapeOf<'max_pool'> | CoreShapeOf<'average_pool'>;
type PixelCore =
  | CoreShapeOf<'copy'>
  | CoreShapeOf<'mean'>
  | CoreShapeOf<'group_mean'>
  | CoreShapeOf<'channel_convolution'>
  | CoreShapeOf<'pad'>
  | CoreShapeOf<'max_pool_gradient'>
  | CoreShapeOf<'average_pool_gradient'>
  | CoreShapeOf<'spread'>
  | CoreShapeOf<'upsample'>
  | CoreShapeOf<'pad_gradient'>
  | Pool;

function emitFunction(shape: JavaScriptShape): string {
  const {
    map: [height, width],
    paddedChannels,
  } = shape;
  const names = operandsOf(shape).map(nameOf);
  const body =
    shape.core.kind === 'convolution'
      ? emitConvolution(shape, shape.core)
      : shape.core.kind === 'grouped_convolution'
        ? emitGroupedConvolution(shape, shape.core)
        : `${shape.core.kind === 'group_mean' ? 'let group = 0;\n' : ''}for (let c = 0; c < ${paddedChannels}; c++) {\n${emitValue(shape.core, shape)}\nv = fround(v);\n${emitSteps(shape, 'v', 'c')}\n}`;
  return `(${[...names, 'first', 'last'].join(', ')}) => {
${names.map((name) => `${name} >>>= 2;`).join(' ')}
for (let p = first; p < last; p++) {
const n = Math.floor(p / ${height * width}), y = Math.floor(p / ${width}) % ${height}, x = p % ${width};
${body}
}
}`;
}

/** Channels of a panel of filters: four output channels at a time, each with its own accumulator. */
export const javascriptPanel = 4;

function emitConvolution(shape: JavaScriptShape, core: CoreShapeOf<'convolution'>): string {
  const perGroup = shape.paddedChannels / core.groups;
  const length = core.kernelRows * core.pieces * core.run;
  const lanes = [0, 1, 2, 3];
  return `for (let c = 0; c < ${shape.paddedChannels}; c += 4) {
const g = Math.floor(c / ${perGroup});
let w = tensor0 + c * ${length};
let a0 = 0, a1 = 0, a2 = 0, a3 = 0;
const corner = read0 + ${offset(core.reads[0].access)} + g * ${core.groupStride / 4};
for (let ky = 0; ky < ${core.kernelRows}; ky++) for (let piece = 0; piece < ${core.pieces}; piece++) {
let i = corner + ky * ${core.rowStride / 4} + piece * ${core.pieceStride / 4};
for (const end = i + ${core.run}; i < end; i++, w += ${javascriptPanel}) {
const value = f[i];
${lanes.map((lane) => `a${lane} += value * f[w + ${lane}];`).join(' ')}
}
}
${lanes.map((lane) => `{ let v = fround(a${lane});\n${emitSteps(shape, 'v', `(c + ${lane})`)} }`).join('\n')}
}`;
}

/** Of groups that share panels: each result reads the channels of its own. */
function emitGroupedConvolution(shape: JavaScriptShape, { group, reads }: CoreShapeOf<'grouped_convolution'>): string {
  const [kh, kw] = group.kernel;
  const [row, column] = group.tapStride;
  return `const corner = read0 + ${offset(reads[0].access)};
for (let c = 0; c < ${shape.paddedChannels}; c++) {
let w = tensor0 + (c & -4) * ${tapsOf(group)} + (c & 3);
let v = 0;
const start = corner + Math.floor(c / ${group.results}) * ${group.reads};
${shape.channels % 4 ? `if (c < ${shape.channels}) ` : ''}for (let ky = 0; ky < ${kh}; ky++) for (let kx = 0; kx < ${kw}; kx++) {
let i = start + ky * ${row / 4} + kx * ${column / 4};
for (const end = i + ${group.reads}; i < end; i++, w += ${javascriptPanel}) v += f[i] * f[w];
}
v = fround(v);
${emitSteps(shape, 'v', 'c')}
}`;
}

function emitValue(core: PixelCore, { channels, map }: KernelShape): string {
  const base = `read0 + ${offset(core.reads[0].access)} + c`;
  if (core.kind === 'copy')
    return core.reads[0].repeated
      ? `let v = f[read0 + ${offset(core.reads[0].access)}];`
      : core.reads[0].masked
        ? `let v = u[mask0 + c] === 0 ? 0 : f[${base}];`
        : `let v = f[${base}];`;
  if (core.kind === 'mean') return emitMean(core);
  if (core.kind === 'group_mean') return emitGroupMean(core, channels);
  if (core.kind === 'channel_convolution') return emitChannelConvolution(core, channels);
  if (core.kind === 'pad') return emitPad(core, base);
  if (core.kind === 'pad_gradient') return emitPadGradient(core, map);
  if (core.kind === 'max_pool_gradient' || core.kind === 'average_pool_gradient') return emitPoolGradient(core, map);
  if (core.kind === 'spread') return emitSpread(core);
  if (core.kind === 'upsample') return emitUpsample(core);
  const {
    input: { height, width, row, pixel },
    kernel: [kh, kw],
    stride: [sy, sx],
    padding: [py, px],
  } = core;
  const max = core.kind === 'max_pool';
  return `let v = ${max ? '-Infinity' : '0'};
for (let ky = 0; ky < ${kh}; ky++) {
const iy = y * ${sy} - ${py} + ky;
if (iy < 0 || iy >= ${height}) continue;
for (let kx = 0; kx < ${kw}; kx++) {
const ix = x * ${sx} - ${px} + kx;
if (ix < 0 || ix >= ${width}) continue;
const value = f[${base} + (ky - ${py}) * ${row / 4} + (kx - ${px}) * ${pixel / 4}];
${max ? 'if (v < value || value !== value) v = value;' : 'v += value;'}
}
}
${core.kind === 'average_pool' ? `v /= ${countOf(core, [height, width])};` : ''}`;
}

/** A map with pixels around it: zeros, or itself mirrored at its outermost pixels. */
function emitPad(
  { input: { height, width, row, pixel }, sides: [top, , , left], reflects }: CoreShapeOf<'pad'>,
  base: string,
): string {
  const at = `f[${base} + iy * ${row / 4} + ix * ${pixel / 4}]`;
  if (!reflects)
    return `const iy = y - ${top}, ix = x - ${left};
let v = iy < 0 || iy >= ${height} || ix < 0 || ix >= ${width} ? 0 : ${at};`;
  const mirrored = (place: string, size: number): string => `${size - 1} - Math.abs(${size - 1} - Math.abs(${place}))`;
  return `const iy = ${mirrored(`y - ${top}`, height)}, ix = ${mirrored(`x - ${left}`, width)};
let v = ${at};`;
}

function emitSteps({ steps, channels }: JavaScriptShape, v: string, c: string): string {
  const at = (name: string, access: AccessLike): string => `${name} + ${offset(access)} + ${c}`;
  const emitStep = (step: JavaScriptShape['steps'][number], index: number): string => {
    const name = (role: Role, place = 0): string => nameOf({ part: index, role, place });
    switch (step.kind) {
      case 'map': {
        const reads = step.reads.map(({ access, masked, repeated }, place) => {
          const from = name('read', place);
          const value = `f[${repeated ? `${from} + ${offset(access)}` : at(from, access)}]`;
          return masked ? `(u[${name('mask', place)} + ${c}] === 0 ? 0 : ${value})` : value;
        });
        const tensors = Array.from({ length: step.tensors }, (_, place) => `f[${name('tensor', place)} + ${c}]`);
        const { statements, value } = emitJavaScriptScalar(step.of, [v, ...reads, ...tensors]);
        const assign = `${v} = ${value};`;
        return statements ? `{\n${statements}\n${assign}\n}` : assign;
      }
      case 'store': {
        const store = `f[${at(name('write'), step.access)}] = ${v};`;
        return step.sliced ? `if (${c} < ${channels}) ${store}` : store;
      }
    }
  };
  return steps.map(emitStep).join('\n');
}
