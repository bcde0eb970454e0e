import { placedBytes, resultOf, strides, type BufferDeclaration, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { addressesOf } from './addresses.ts';
import { clearsOf } from './clears.ts';
import { deriveShape } from './derive-shape.ts';
import type { CoreShape, KernelShape } from './kernel-shape.ts';
import { marginOf } from './margin.ts';
import { phasesOf, type Phase } from './phase.ts';
import type { Call, Clear, CpuPlan, KernelCall, Linear, MapPlan, ResultPlan } from './plan.ts';
import { reducesToTensors } from './training-shape.ts';
import { WeightsRegion } from './weights-region.ts';
import { winogradScratch } from './winograd-scratch.ts';

/** Everything about a scheduled program but its kernels' code: the shapes to emit, in the order in which calls count them. */
export function buildPlan(program: KernelProgram): { readonly plan: CpuPlan; readonly shapes: readonly KernelShape[] } {
  if (program.target !== 'cpu') throw new Error(`the CPU backend was given a program for ${program.target ?? 'no target'}`);
  const declared = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const bufferOf = (id: string): BufferDeclaration => declared.get(id)!;
  const margin = marginOf(program);
  const region = new WeightsRegion(program, margin);
  const shapes = new Map<string, { readonly index: number; readonly shape: KernelShape }>();
  const placed = program.kernels.map((kernel) => placeKernel(kernel, bufferOf, region, shapes));
  // Before the arena begins: they may be the only readers of a parameter.
  const vectors = new Map(program.kernels.flatMap((kernel) => (kernel.core.kind === 'vector' ? [[kernel, vectorCall(kernel, region)] as const] : [])));
  const arenaStart = Math.ceil(region.end / 64) * 64;

  const at = ({ placement }: BufferDeclaration, bytes: number): Linear => [arenaStart + placement!.constant * 4 + bytes, placement!.perImage * 4];
  const pixelOf = (id: string, bytes = 0): Linear => at(bufferOf(id), strides(bufferOf(id)).origin * 4 + bytes);
  const mapOf = (id: string): MapPlan => {
    const { pixel, row, image } = strides(bufferOf(id));
    return { shape: bufferOf(id).shape, address: pixelOf(id), pixel: pixel * 4, row: row * 4, image: image * 4 };
  };
  const clears = clearsOf(program, bufferOf, (buffer) => at(buffer, 0));
  const calls = program.kernels.flatMap((kernel, position): readonly Call[] => {
    const before = clears.before.get(position) ?? [];
    if (kernel.core.kind === 'vector') return [vectors.get(kernel)!];
    if (kernel.core.kind === 'cross_entropy') return [lossCall(kernel, region, mapOf, before)];
    return placed[position]!.map(({ index, weights, phase, shape, zeroes }, launch): Call => {
      return {
        kernel: index, ...(program.results.length ? nameAndResult(kernel, mapOf) : {}),
        addresses: addressesOf(kernel, bufferOf, pixelOf, (name) => [weights.get(name)!, 0], phase),
        ...workOf(shape, kernel),
        clears: launch === 0 ? before : [], ...(zeroes ? { zeroes } : {}),
      };
    });
  });
  const memory = program.buffers.reduce<Linear>(([constant, perImage], buffer) => {
    const [start, step] = at(buffer, 0);
    const size = placedBytes(buffer);
    return [Math.max(constant, start + size.constant), Math.max(perImage, step + size.perImage)];
  }, [arenaStart, 0]);
  const emitted = [...shapes.values()].map(({ shape }) => shape);
  // Room for a thread's transformed tiles, and for filters on their way to their transform.
  const scratch = emitted.reduce((most, { core, paddedChannels }) => (core.kind === 'winograd' ? Math.max(most, winogradScratch(core, paddedChannels).size, 9 * core.inChannels * paddedChannels * 4) : most), 0);
  return {
    plan: {
      packings: region.packings, arenaStart, memory: [memory[0] + margin, memory[1]], scratch,
      input: { ...mapOf(program.input), clear: clears.of(program.input) }, output: mapOf(program.output), calls,
      ...(program.targets === undefined ? {} : { targets: { ...mapOf(program.targets), clear: clears.of(program.targets) } }),
      ...(region.keys.size ? { maskKeys: [...region.keys] } : {}),
      ...(program.results.length ? { results: program.results.map(({ name, tensor }) => resultPlan(name, tensor, program, region)) } : {}),
    },
    shapes: emitted,
  };
}

const nameAndResult = (kernel: Kernel, mapOf: (id: string) => MapPlan): { readonly name: string; readonly result?: MapPlan } => {
  const result = resultOf(kernel);
  return { name: kernel.name, ...(result === undefined ? {} : { result: mapOf(result) }) };
};

interface PlacedCall {
  readonly index: number;
  readonly shape: KernelShape;
  readonly weights: ReadonlyMap<string, number>;
  readonly phase?: Phase;
  readonly zeroes?: readonly (readonly [number, number])[];
}

/** The calls of a kernel, one for each phase of an input gradient; code is shared by equal shapes. */
function placeKernel(
  kernel: Kernel, bufferOf: (id: string) => BufferDeclaration, region: WeightsRegion,
  shapes: Map<string, { readonly index: number; readonly shape: KernelShape }>,
): readonly PlacedCall[] {
  if (kernel.core.kind === 'vector' || kernel.core.kind === 'cross_entropy') return [];
  const indexOf = (shape: KernelShape): number => {
    const key = JSON.stringify(shape);
    if (!shapes.has(key)) shapes.set(key, { index: shapes.size, shape });
    return shapes.get(key)!.index;
  };
  const phases = kernel.core.kind === 'input_gradient' ? phasesOf(kernel) : [undefined];
  return phases.map((phase) => {
    const shape = deriveShape(kernel, bufferOf, phase);
    const transform = shape.core.kind === 'winograd' ? indexOf(filterTransform(shape, shape.core)) : undefined;
    const weights = new Map(region.place(kernel, shape, phase, transform));
    const call = { index: indexOf(shape), shape, weights, ...(phase ? { phase } : {}) };
    if (shape.core.kind !== 'filter_gradient') return call;
    const { address, taps } = region.filterResult(kernel, shape.core);
    weights.set('result', address);
    return { ...call, zeroes: [[address, shape.core.outChannels * shape.core.groups * taps.length * shape.core.inChannels]] };
  });
}

type Winograd = Extract<CoreShape, { kind: 'winograd' }>;

const filterTransform = ({ channels, paddedChannels }: KernelShape, { inChannels, outputs }: Winograd): KernelShape =>
  ({ map: [1, 1], channels, paddedChannels, core: { kind: 'winograd_filters', inChannels, outputs }, steps: [] });

/** What a call counts, per image, and as many as it works on at a time. */
function workOf({ map: [height, width], core }: KernelShape, { tile }: Kernel): Pick<KernelCall, 'pixels' | 'block' | 'scratch'> {
  if (reducesToTensors(core.kind)) return { pixels: 1, block: 2 ** 30 };
  if (core.kind === 'winograd') return { pixels: Math.ceil(height / core.outputs) * Math.ceil(width / core.outputs), block: core.block, scratch: true };
  return { pixels: height * width, block: tile?.block ?? 4096 };
}

function vectorCall({ core, shape }: Kernel, region: WeightsRegion): Call {
  const { inputs, results, kind: _, ...vector } = core as Extract<Kernel['core'], { kind: 'vector' }>;
  const place = (id: string): number => region.vector(id);
  return { vector, inputs: inputs.map(place), results: results.map(place), length: shape[0] };
}

function lossCall({ core, epilogue }: Kernel, region: WeightsRegion, mapOf: (id: string) => MapPlan, clears: readonly Clear[]): Call {
  const { input, targets, labelSmoothing, loss, correct } = core as Extract<Kernel['core'], { kind: 'cross_entropy' }>;
  const [store, ...more] = epilogue;
  if (store?.op !== 'store' || more.length) throw new Error('the gradient of the loss has an epilogue of its own');
  return {
    loss: { labelSmoothing, logits: mapOf(input), targets: mapOf(targets), gradient: mapOf(store.buffer), value: region.vector(loss), correct: region.vector(correct) },
    clears,
  };
}

function resultPlan(name: string, tensor: string, { tensors, prepare }: KernelProgram, region: WeightsRegion): ResultPlan {
  const shape = [...tensors, ...prepare].find(({ id }) => id === tensor)!.shape;
  const packing = region.filterResults.get(tensor);
  const length = shape.reduce((product, extent) => product * extent, 1);
  return packing ? { name, address: packing.address, packing, length } : { name, address: region.vector(tensor), length };
}
