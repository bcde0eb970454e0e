import {
  readsOf,
  stepsOf,
  winogradPositions,
  writesOf,
  type BufferDeclaration,
  type Kernel,
  type Pair,
  type View,
} from '@resnet-compile/ir';
import { filterWindow, positionWindow } from './filter-window.ts';
import { deriveTrainingCore, deriveTrainingStep } from './training/derive-training-shape.ts';
import { vectorsOf, type BindingShape, type CoreShape, type KernelShape, type StepShape } from './kernel-shape.ts';
import type { Operand, ViewedOperand } from './operand.ts';

type Buffers = (id: string) => BufferDeclaration;

/** The buffers that a kernel binds, each once: first those it reads. */
export const boundBuffers = (kernel: Kernel): readonly string[] => [
  ...new Set([...readsOf(kernel), ...writesOf(kernel)]),
];

export interface ShapeOptions {
  /** The kernel belongs to a training step. */
  readonly trained?: boolean;
  /** Which buffers hold float16; if it is given, the weights do. */
  readonly isHalf?: (id: string) => boolean;
}

/** What a kernel's shader depends on. @throws {Error} for what only training steps do, unless it is to be `trained`. */
export function deriveShape(
  kernel: Kernel,
  buffers: Buffers,
  { trained = false, isHalf }: ShapeOptions = {},
): KernelShape {
  const [channels, height, width] = kernel.shape;
  const bound = boundBuffers(kernel);
  const operand = (id: string): Operand => ({
    ...describe(buffers(id), bound.indexOf(id)),
    ...(isHalf?.(id) ? { half: true } : {}),
  });
  const core = deriveCore(kernel, operand, trained);
  const vectors = vectorsOf(channels);
  let weights = filterVectors(core, vectors);
  let places = 0;
  const place = (): number => {
    if (trained) return places++;
    weights += vectors;
    return weights - vectors;
  };
  const steps = kernel.epilogue.map((step): StepShape => {
    switch (step.op) {
      case 'bias':
        return { op: 'bias', values: place() };
      case 'affine':
        return { op: 'affine', scale: place(), shift: place() };
      case 'relu':
        return { op: 'relu' };
      case 'add':
        return { op: 'add', operand: through(step.view, operand(step.buffer)) };
      case 'store':
        return { op: 'store', operand: operand(step.buffer), channel: step.channel };
      default:
        if (!trained) throw unknownPart(kernel, step.op);
        return deriveTrainingStep(step, operand, place);
    }
  });
  return {
    map: [height, width],
    channels,
    tile: tileOf(kernel, core),
    weights,
    ...(weights && isHalf ? { half: true } : {}),
    ...(places ? { places } : {}),
    buffers: bound.map((id) => bindingShape(kernel, id, buffers, isHalf?.(id) === true)),
    core,
    steps,
  };
}

function filterVectors(core: CoreShape, vectors: number): number {
  if (core.kind === 'convolution') return core.kernel[0] * core.kernel[1] * core.window.rows * vectors;
  return core.kind === 'input_gradient'
    ? core.kernel[0] * core.kernel[1] * core.filters.rows * vectorsOf(core.input.channels)
    : 0;
}

export function describe({ id, shape: [channels, height, width], layout }: BufferDeclaration, buffer: number): Operand {
  const { pitch, halo } = layout!;
  if (pitch % 4 !== 0 || halo.some(Boolean))
    throw new Error(
      `buffer ${id} has a pitch of ${pitch} and a halo of ${halo.join('×')}; WebGPU kernels expect whole vectors and no halo`,
    );
  return { buffer, channels, map: [height, width], pitch: pitch / 4 };
}

const through = ({ stride, before, after }: View, operand: Operand): ViewedOperand => ({
  ...operand,
  stride,
  before,
  after,
});

const unknownPart = ({ name }: Kernel, what: string): Error =>
  new Error(`kernel ${name}: the WebGPU backend has no code for ${what}`);

function deriveCore(kernel: Kernel, operand: (id: string) => Operand, trained: boolean): CoreShape {
  const { core, shape } = kernel;
  if (core.kind === 'vector') throw unknownPart(kernel, core.kind);
  const input = operand(core.input);
  const whole: Pair = [1, 1];
  switch (core.kind) {
    case 'convolution':
      return {
        kind: 'convolution',
        input,
        grouped: core.groups > 1,
        window: filterWindow(shape[0], input.channels, core.groups),
        kernel: core.kernel,
        stride: core.stride,
        padding: core.padding,
      };
    // A vector is a map of one pixel.
    case 'matrix_product':
      return {
        kind: 'convolution',
        input,
        grouped: false,
        window: filterWindow(shape[0], input.channels, 1),
        kernel: whole,
        stride: whole,
        padding: [0, 0],
      };
    // The positions of a transformed tile are groups of channels.
    case 'winograd_product':
      return {
        kind: 'convolution',
        input,
        grouped: true,
        window: positionWindow(shape[0], input.channels, winogradPositions(core.outputs)),
        kernel: whole,
        stride: whole,
        padding: [0, 0],
      };
    case 'winograd_input':
      return { kind: core.kind, input, outputs: core.outputs, padding: core.padding };
    case 'winograd_output':
      return { kind: core.kind, input, outputs: core.outputs };
    case 'max_pool':
      return { kind: 'max_pool', input, kernel: core.kernel, stride: core.stride, padding: core.padding };
    case 'average_pool':
      return {
        kind: 'average_pool',
        input,
        kernel: core.kernel,
        stride: core.stride,
        padding: core.padding,
        countIncludePad: core.countIncludePad,
      };
    case 'mean':
      return { kind: 'mean', input };
    case 'copy':
      return { kind: 'copy', input: through(core.view, input) };
    default: {
      const derived = trained ? deriveTrainingCore(kernel, operand) : undefined;
      if (!derived) throw unknownPart(kernel, core.kind);
      return derived;
    }
  }
}

/** Groups begin their inputs in different places, so that only vectors of one group share loads. */
function tileOf({ shape: [channels, height, width], tile }: Kernel, core: CoreShape): KernelShape['tile'] {
  if (core.kind === 'winograd_input') return { pixels: 1, vectors: winogradPositions(core.outputs) };
  if (core.kind === 'winograd_output') return { pixels: core.outputs ** 2, vectors: 1 };
  if ((core.kind !== 'convolution' && core.kind !== 'input_gradient') || !tile) return { pixels: 1, vectors: 1 };
  const panel = core.kind === 'convolution' ? core.window.panel : vectorsOf(channels);
  let vectors = core.grouped && panel === vectorsOf(channels) ? 1 : Math.max(1, Math.floor(tile.channels / 4));
  while (panel % vectors !== 0) vectors--;
  // Groups that are no panels begin their inputs in different places.
  const together = tile.workgroup && core.kind === 'convolution' && (!core.grouped || panel !== vectorsOf(channels));
  return { pixels: Math.min(tile.pixels, height * width), vectors, ...(together ? { workgroup: true } : {}) };
}

function bindingShape(kernel: Kernel, id: string, buffers: Buffers, half: boolean): BindingShape {
  const stores = stepsOf(kernel, 'store').filter(({ buffer }) => buffer === id);
  const whole = stores.every(({ channel }) => storesVectors(channel, kernel.shape[0], buffers(id).shape[0]));
  return { written: stores.length > 0, element: half ? (whole ? 'vec4h' : 'f16') : whole ? 'vec4f' : 'f32' };
}

/** Whether a slice of a buffer begins and ends with vectors, or ends with the buffer itself. */
const storesVectors = (channel: number, channels: number, total: number): boolean =>
  channel % 4 === 0 && (channels % 4 === 0 || channel + channels === total);
