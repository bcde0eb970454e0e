import { addressNames, type CoreShape, type KernelShape, type PixelCore, type StepShape } from '../kernel-shape.ts';
import type { TrainingCoreShape } from '../training-shape.ts';

/**
 * Plain JavaScript of the same kernels: functions of the same parameters over one Float32Array, `f`, and its bits, `u`.
 * Sums are accumulated in float64, so that they differ from SIMD's by float32 rounding alone.
 */
export function emitJavaScript(shapes: readonly KernelShape[]): string {
  return `(f, u) => [\n${shapes.map(emitFunction).join(',\n')}\n]`;
}

function emitFunction(shape: KernelShape): string {
  if (shape.core.kind === 'winograd' || shape.core.kind === 'winograd_filters')
    throw new Error('JavaScript kernels are for programs that were scheduled for javascriptTarget');
  const {
    map: [height, width],
    paddedChannels,
  } = shape;
  const names = addressNames(shape);
  const body =
    shape.core.kind === 'convolution'
      ? emitConvolution(shape, shape.core)
      : `for (let c = 0; c < ${paddedChannels}; c++) {\n${emitValue(shape.core as InferenceCore)}\n${emitSteps(shape, 'v', 'c')}\n}`;
  return `(${[...names, 'first', 'last'].join(', ')}) => {
${names.map((name) => `${name} >>>= 2;`).join(' ')}
for (let p = first; p < last; p++) {
const n = Math.floor(p / ${height * width}), y = Math.floor(p / ${width}) % ${height}, x = p % ${width};
${body}
}
}`;
}

/** What JavaScript kernels exist for; a training step needs WebAssembly. */
type InferenceCore = Exclude<PixelCore, TrainingCoreShape>;

type AccessLike = { readonly x: number; readonly y: number; readonly image: number };
const offset = ({ x, y, image }: AccessLike): string => `n * ${image / 4} + y * ${y / 4} + x * ${x / 4}`;

/** Channels of a panel of filters: four output channels at a time, each with its own accumulator. */
export const javascriptPanel = 4;

function emitConvolution(shape: KernelShape, core: Extract<CoreShape, { kind: 'convolution' }>): string {
  const perGroup = shape.paddedChannels / core.groups;
  const length = core.kernelRows * core.pieces * core.run;
  const lanes = [0, 1, 2, 3];
  return `for (let c = 0; c < ${shape.paddedChannels}; c += 4) {
const g = Math.floor(c / ${perGroup});
let w = weights + c * ${length};
let a0 = 0, a1 = 0, a2 = 0, a3 = 0;
const corner = input + ${offset(core.access)} + g * ${core.groupStride / 4};
for (let ky = 0; ky < ${core.kernelRows}; ky++) for (let piece = 0; piece < ${core.pieces}; piece++) {
let i = corner + ky * ${core.rowStride / 4} + piece * ${core.pieceStride / 4};
for (const end = i + ${core.run}; i < end; i++, w += ${javascriptPanel}) {
const value = f[i];
${lanes.map((lane) => `a${lane} += value * f[w + ${lane}];`).join(' ')}
}
}
${lanes.map((lane) => `{ let v = a${lane};\n${emitSteps(shape, 'v', `(c + ${lane})`)} }`).join('\n')}
}`;
}

function emitValue(core: InferenceCore): string {
  const base = `input + ${offset(core.access)} + c`;
  if (core.kind === 'copy') return core.masked ? `let v = u[mask + c] === 0 ? 0 : f[${base}];` : `let v = f[${base}];`;
  if (core.kind === 'mean') {
    const { height, width, row, pixel } = core.input;
    return `let v = 0;
for (let iy = 0; iy < ${height}; iy++) for (let ix = 0; ix < ${width}; ix++) v += f[${base} + iy * ${row / 4} + ix * ${pixel / 4}];
v /= ${height * width};`;
  }
  const {
    input: { height, width, row, pixel },
    kernel: [kh, kw],
    stride: [sy, sx],
    padding: [py, px],
  } = core;
  const max = core.kind === 'max_pool';
  return `let v = ${max ? '-Infinity' : '0'}, count = 0;
for (let ky = 0; ky < ${kh}; ky++) {
const iy = y * ${sy} - ${py} + ky;
if (iy < 0 || iy >= ${height}) continue;
for (let kx = 0; kx < ${kw}; kx++) {
const ix = x * ${sx} - ${px} + kx;
if (ix < 0 || ix >= ${width}) continue;
const value = f[${base} + (ky - ${py}) * ${row / 4} + (kx - ${px}) * ${pixel / 4}];
${max ? 'if (v < value || value !== value) v = value;' : 'v += value; count++;'}
}
}
${max ? '' : `v /= ${core.countIncludePad ? kh * kw : 'count'};`}`;
}

function emitSteps({ steps, channels }: KernelShape, v: string, c: string): string {
  const emitStep = (step: StepShape, index: number): string => {
    switch (step.op) {
      case 'bias':
        return `${v} += f[bias${index} + ${c}];`;
      case 'affine':
        return `${v} = ${v} * f[scale${index} + ${c}] + f[shift${index} + ${c}];`;
      case 'relu':
        return `if (${v} < 0) ${v} = 0;`;
      case 'add': {
        const value = `f[add${index} + ${offset(step.access)} + ${c}]`;
        return step.masked ? `if (u[mask${index} + ${c}] !== 0) ${v} += ${value};` : `${v} += ${value};`;
      }
      case 'normalize':
      case 'add_normalized':
      case 'mask':
      case 'dropout':
        throw new Error(`there is no JavaScript kernel for ${step.op}`);
      case 'store': {
        const store = `f[store${index} + ${offset(step.access)} + ${c}] = ${v};`;
        return step.sliced ? `if (${c} < ${channels}) ${store}` : store;
      }
    }
  };
  return steps.map(emitStep).join('\n');
}
