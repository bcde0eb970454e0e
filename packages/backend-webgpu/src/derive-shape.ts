import {
  stepsOf,
  winogradPositions,
  type BufferDeclaration,
  type Dtype,
  type Kernel,
  type Step,
} from '@resnet-compile/ir';
import { convolutionShape, filterVectorsOf, isConvolution } from './convolution-shape.ts';
import {
  vectorsOf,
  type BindingShape,
  type CoreShape,
  type KernelShape,
  type Operand,
  type StepShape,
} from './kernel-shape.ts';
import { boundBuffers, describe, describeRead, filtersOf } from './operands.ts';
import { isLarge } from './wgsl/emit-mean.ts';

const elementOf = (dtype: Dtype): BindingShape['element'] => (dtype === 'f16' ? 'f16' : 'f32');
const vectorOf = (dtype: Dtype): BindingShape['element'] => (dtype === 'f16' ? 'vec4h' : 'vec4f');

type Buffers = (id: string) => BufferDeclaration;

export interface ShapeOptions {
  /** Where the vectors of steps are. */
  readonly vectorsIn: KernelShape['vectors']['in'];
  /** As what the kernel's weights are stored; float32 by default. */
  readonly weightsType?: Dtype;
  /** Whether a workgroup's invocations help each other where no tile says so; false by default. */
  readonly sharesMemory?: boolean;
}

/** What the shader of a kernel that makes a map depends on. */
export function deriveShape(
  kernel: Kernel,
  buffers: Buffers,
  { vectorsIn, weightsType = 'f32', sharesMemory = false }: ShapeOptions,
): KernelShape {
  const [channels, height, width] = kernel.shape;
  const bound = boundBuffers(kernel);
  const operand = (id: string): Operand => describe(buffers(id), bound.indexOf(id));
  let count = 0;
  const core = deriveCore(kernel, operand, () => count++);
  const filters = filterVectorsOf(core, channels);
  const steps = kernel.epilogue.map((step) => deriveStep(step, operand, () => count++));
  return {
    map: [height, width],
    channels,
    tile: tileOf(kernel, core, sharesMemory),
    filters,
    vectors: { count, in: vectorsIn },
    ...(weightsType === 'f16' ? { half: true } : {}),
    buffers: bound.map((id) => bindingShape(kernel, id, buffers)),
    core,
    steps,
  };
}

function deriveCore(kernel: Kernel, operand: (id: string) => Operand, number: () => number): CoreShape {
  const { kind, attributes, reads, tensors } = kernel.core;
  const vectors = filtersOf(kernel) === undefined ? tensors : tensors.slice(1);
  return {
    kind,
    attributes,
    reads: reads.map((read) => describeRead(read, operand)),
    ...(vectors.length ? { tensors: vectors.map(number) } : {}),
  } as unknown as CoreShape;
}

const deriveStep = (
  { kind, attributes, reads, tensors, writes }: Step,
  operand: (id: string) => Operand,
  number: () => number,
): StepShape =>
  ({
    kind,
    attributes,
    reads: reads.map((read) => describeRead(read, operand)),
    tensors: tensors.map(number),
    writes: writes.map(operand),
  }) as StepShape;

/** Groups begin their inputs in different places, so that only vectors of one group share loads. */
function tileOf(
  { shape: [channels, height, width], tile }: Kernel,
  core: CoreShape,
  sharesMemory: boolean,
): KernelShape['tile'] {
  if (core.kind === 'mean' && sharesMemory && isLarge(core)) return { pixels: 1, vectors: 1, workgroup: true };
  if (core.kind === 'winograd_input') return { pixels: 1, vectors: winogradPositions(core.attributes.outputs) };
  if (core.kind === 'winograd_output') return { pixels: core.attributes.outputs ** 2, vectors: 1 };
  const convolution = isConvolution(core) ? convolutionShape(core, channels) : undefined;
  if (!tile || (!convolution && core.kind !== 'input_gradient')) return { pixels: 1, vectors: 1 };
  const panel = convolution?.window.panel ?? vectorsOf(channels);
  const grouped = convolution?.grouped ?? (core.kind === 'input_gradient' && core.attributes.groups > 1);
  // Groups that are no panels begin their inputs in different places.
  const apart = grouped && panel === vectorsOf(channels);
  let vectors = apart ? 1 : Math.max(1, Math.floor(tile.channels / 4));
  while (panel % vectors !== 0) vectors--;
  const together = tile.workgroup && !apart;
  return { pixels: Math.min(tile.pixels, height * width), vectors, ...(together ? { workgroup: true } : {}) };
}

function bindingShape(kernel: Kernel, id: string, buffers: Buffers): BindingShape {
  const stores = stepsOf(kernel, 'store').filter(({ writes }) => writes[0] === id);
  const { shape, dtype } = buffers(id);
  const whole = stores.every(({ attributes: { channel } }) => storesVectors(channel, kernel.shape[0], shape[0]));
  return { written: stores.length > 0, element: whole ? vectorOf(dtype) : elementOf(dtype) };
}

/** Whether a slice of a buffer begins and ends with vectors, or ends with the buffer itself. */
const storesVectors = (channel: number, channels: number, total: number): boolean =>
  channel % 4 === 0 && (channels % 4 === 0 || channel + channels === total);
