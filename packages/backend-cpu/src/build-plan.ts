import {
  placedBytes,
  resultOf,
  strides,
  type BufferDeclaration,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';
import { addressesOf } from './addresses.ts';
import { clearsOf } from './clears.ts';
import { deriveShape } from './derive-shape.ts';
import { addressNames, type CoreShape, type KernelShape } from './kernel-shape.ts';
import { marginOf } from './margin.ts';
import { partialSumsOf, partialSumsSize } from './partial-sums.ts';
import { phasesOf, type Phase } from './phase.ts';
import type { Call, Clear, CpuPlan, KernelCall, Linear, MapPlan, PartialSums, Slices } from './plan.ts';
import { sliceChannels } from './slices.ts';
import { reducesToTensors } from './training-shape.ts';
import { WeightsRegion } from './weights-region.ts';
import { winogradScratch } from './winograd-scratch.ts';
import { workOf } from './work.ts';

export interface BuiltPlan {
  readonly plan: CpuPlan;
  /** To be emitted, in the order in which calls count them. */
  readonly shapes: readonly KernelShape[];
  /** The kernel of the program that each call belongs to. */
  readonly kernelOf: readonly number[];
}

/** Everything about a scheduled program but its kernels' code. */
export function buildPlan(program: KernelProgram): BuiltPlan {
  if (program.target !== 'cpu')
    throw new Error(`the CPU backend was given a program for ${program.target ?? 'no target'}`);
  const declared = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const bufferOf = (id: string): BufferDeclaration => declared.get(id)!;
  const margin = marginOf(program);
  const region = new WeightsRegion(program, margin);
  const shapes = new Map<string, { readonly index: number; readonly shape: KernelShape }>();
  const placed = program.kernels.map((kernel) => placeKernel(kernel, bufferOf, region, shapes));
  // Before the arena begins: they may be the only readers of a parameter.
  const vectors = new Map(
    program.kernels.flatMap((kernel) =>
      kernel.core.kind === 'vector' ? [[kernel, vectorCall(kernel, region)] as const] : [],
    ),
  );
  const sumsStart = Math.ceil(region.end / 64) * 64;
  const sums = placed.flat().map(({ partialSums }) => (partialSums ? partialSumsSize(partialSums) : 0));
  const arenaStart = sumsStart + Math.ceil(Math.max(0, ...sums) / 64) * 64;

  const at = ({ placement }: BufferDeclaration, bytes: number): Linear => [
    arenaStart + placement!.constant * 4 + bytes,
    placement!.perImage * 4,
  ];
  const pixelOf = (id: string, bytes = 0): Linear => at(bufferOf(id), strides(bufferOf(id)).origin * 4 + bytes);
  const mapOf = (id: string): MapPlan => {
    const { pixel, row, image } = strides(bufferOf(id));
    return { shape: bufferOf(id).shape, address: pixelOf(id), pixel: pixel * 4, row: row * 4, image: image * 4 };
  };
  const clears = clearsOf(program, bufferOf, (buffer) => at(buffer, 0));
  const callsOf = program.kernels.map((kernel, position): readonly Call[] => {
    const before = clears.before.get(position) ?? [];
    if (kernel.core.kind === 'vector') return [vectors.get(kernel)!];
    if (kernel.core.kind === 'cross_entropy') return [lossCall(kernel, region, mapOf, before)];
    return placed[position]!.map(
      ({ index, weights, phase, shape, zeroes, slices, behind, partialSums }, launch): Call => {
        return {
          kernel: index,
          ...(program.results.length ? nameAndResult(kernel, mapOf) : {}),
          addresses: addressesOf(kernel, bufferOf, pixelOf, (name) => [weights.get(name)!, 0], phase).map(
            ([constant, perImage], parameter) => [constant + (behind?.[parameter] ?? 0), perImage],
          ),
          ...(slices ? { slices } : {}),
          ...(partialSums ? { partialSums: { ...partialSums, address: sumsStart } } : {}),
          ...rangesOf(shape, kernel),
          clears: launch === 0 ? before : [],
          ...(zeroes ? { zeroes } : {}),
        };
      },
    );
  });
  const memory = program.buffers.reduce<Linear>(
    ([constant, perImage], buffer) => {
      const [start, step] = at(buffer, 0);
      const size = placedBytes(buffer);
      return [Math.max(constant, start + size.constant), Math.max(perImage, step + size.perImage)];
    },
    [arenaStart, 0],
  );
  // Room for a thread's transformed tiles, and for filters on their way to their transform.
  const scratch = placed
    .flat()
    .reduce(
      (most, { shape: { core, paddedChannels } }) =>
        core.kind === 'winograd'
          ? Math.max(most, winogradScratch(core, paddedChannels).size, 9 * core.inChannels * paddedChannels * 4)
          : most,
      0,
    );
  return {
    plan: {
      packings: region.packings,
      arenaStart,
      memory: [memory[0] + margin, memory[1]],
      scratch,
      input: { ...mapOf(program.input), clear: clears.of(program.input) },
      output: mapOf(program.output),
      calls: callsOf.flat(),
      ...(program.targets === undefined
        ? {}
        : { targets: { ...mapOf(program.targets), clear: clears.of(program.targets) } }),
      ...(region.keys.size ? { maskKeys: [...region.keys] } : {}),
      ...(program.results.length
        ? { results: program.results.map(({ name, tensor }) => region.result(name, tensor)) }
        : {}),
    },
    shapes: [...shapes.values()].map(({ shape }) => shape),
    kernelOf: callsOf.flatMap((calls, kernel) => calls.map(() => kernel)),
  };
}

/** More images than there are: a reduction runs over all of them in one range. */
const uncut = 2 ** 30;

const nameAndResult = (
  kernel: Kernel,
  mapOf: (id: string) => MapPlan,
): { readonly name: string; readonly result?: MapPlan } => {
  const result = resultOf(kernel);
  return { name: kernel.name, ...(result === undefined ? {} : { result: mapOf(result) }) };
};

interface PlacedCall {
  readonly index: number;
  readonly shape: KernelShape;
  readonly weights: ReadonlyMap<string, number>;
  readonly slices?: Slices;
  /** Bytes from each address of the kernel to this call's. */
  readonly behind?: readonly number[];
  readonly partialSums?: Omit<PartialSums, 'address'>;
  readonly phase?: Phase;
  readonly zeroes?: readonly [number, number];
}

/** The calls of a kernel, one for each phase of an input gradient; code is shared by equal shapes. */
function placeKernel(
  kernel: Kernel,
  bufferOf: (id: string) => BufferDeclaration,
  region: WeightsRegion,
  shapes: Map<string, { readonly index: number; readonly shape: KernelShape }>,
): readonly PlacedCall[] {
  if (kernel.core.kind === 'vector' || kernel.core.kind === 'cross_entropy') return [];
  const indexOf = (shape: KernelShape): number => {
    const key = JSON.stringify(shape);
    if (!shapes.has(key)) shapes.set(key, { index: shapes.size, shape });
    return shapes.get(key)!.index;
  };
  const phases = kernel.core.kind === 'input_gradient' ? phasesOf(kernel) : [undefined];
  return phases.flatMap((phase): readonly PlacedCall[] => {
    const shape = deriveShape(kernel, bufferOf, phase);
    const transform = shape.core.kind === 'winograd' ? indexOf(filterTransform(shape, shape.core)) : undefined;
    const weights = new Map(region.place(kernel, shape, phase, transform));
    const partialSums = partialSumsOf(shape);
    const { shape: part, slices, rest } = partialSums ? { shape } : sliceChannels(shape);
    const alike = { shape, weights, ...(partialSums ? { partialSums } : {}), ...(phase ? { phase } : {}) };
    const call = { ...alike, index: indexOf(part), ...(slices ? { slices } : {}) };
    if (slices && rest)
      return [
        call,
        { ...alike, index: indexOf(rest), shape: rest, behind: slices.steps.map((step) => step * slices.count) },
      ];
    if (shape.core.kind !== 'filter_gradient' || part.core.kind !== 'filter_gradient') return [call];
    weights.set('result', region.filterResult(kernel, shape.core).address);
    const {
      outChannels,
      groups,
      kernel: [rows, columns],
      inChannels,
    } = part.core;
    return [
      { ...call, zeroes: [addressNames(part).indexOf('result'), outChannels * groups * rows * columns * inChannels] },
    ];
  });
}

type Winograd = Extract<CoreShape, { kind: 'winograd' }>;

const filterTransform = (
  { channels, paddedChannels }: KernelShape,
  { inChannels, outputs }: Winograd,
): KernelShape => ({
  map: [1, 1],
  channels,
  paddedChannels,
  core: { kind: 'winograd_filters', inChannels, outputs },
  steps: [],
});

/** A filter's place in the cache is paid for with as many pixels. */
const leastPixels = 96;
/** Work that is worth to be told to another thread: some 5 µs. */
const leastWork = 1e5;

/** What a call counts, per image, and how its range is cut. */
function rangesOf(
  shape: KernelShape,
  { core: { kind }, tile }: Kernel,
): Pick<KernelCall, 'pixels' | 'block' | 'least' | 'tile' | 'work' | 'scratch'> {
  const {
    map: [height, width],
    core,
  } = shape;
  const work = workOf(shape);
  if (reducesToTensors(kind)) return { pixels: 1, block: uncut, least: uncut, tile: uncut, work };
  const least = Math.max(tile ? leastPixels : 1, Math.ceil(leastWork / work));
  if (core.kind !== 'winograd')
    return { pixels: height * width, block: tile?.block ?? 4096, least, tile: tile?.pixels ?? 1, work };
  return {
    pixels: Math.ceil(height / core.outputs) * Math.ceil(width / core.outputs),
    block: core.block,
    least,
    tile: tile!.pixels,
    work,
    scratch: true,
  };
}

function vectorCall({ core, shape }: Kernel, region: WeightsRegion): Call {
  const { inputs, results, kind: _, ...vector } = core as Extract<Kernel['core'], { kind: 'vector' }>;
  const place = (id: string): number => region.vector(id);
  return { vector, inputs: inputs.map(place), results: results.map(place), length: shape[0] };
}

function lossCall(
  { core, epilogue }: Kernel,
  region: WeightsRegion,
  mapOf: (id: string) => MapPlan,
  clears: readonly Clear[],
): Call {
  const { input, targets, labelSmoothing, loss, correct } = core as Extract<Kernel['core'], { kind: 'cross_entropy' }>;
  const [store, ...more] = epilogue;
  if (store?.op !== 'store' || more.length) throw new Error('the gradient of the loss has an epilogue of its own');
  return {
    loss: {
      labelSmoothing,
      logits: mapOf(input),
      targets: mapOf(targets),
      gradient: mapOf(store.buffer),
      value: region.vector(loss),
      correct: region.vector(correct),
    },
    clears,
  };
}
