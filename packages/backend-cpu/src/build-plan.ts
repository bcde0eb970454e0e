import {
  backwardStart,
  changingTensors,
  ExpressionTable,
  filterGradientsOf,
  found,
  itemOf,
  placedBytes,
  placementOf,
  resultOf,
  strides,
  trains,
  type BufferDeclaration,
  type CoreOf,
  type Kernel,
  type KernelProgram,
  type StepOf,
} from '@resnet-compile/ir';
import { addressesOf } from './addresses.ts';
import { clearsOf } from './clears.ts';
import { Codes, type Code, type Launch } from './codes.ts';
import { deriveShape } from './derive-shape.ts';
import { reduces, type KernelShape } from './kernel-shape.ts';
import { marginOf } from './margin.ts';
import { partialSumsSize } from './partial-sums.ts';
import { phasesOf, type Phase } from './phase.ts';
import type { Call, Clear, CpuPlan, KernelCall, Linear, MapPlan, Packing } from '@resnet-compile/plan/cpu';
import { isCompiled } from './supports.ts';
import { cpuTarget, javascriptTarget } from './target.ts';
import { WeightsRegion, type Places } from './weights-region.ts';
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
  if (program.target !== cpuTarget.name && program.target !== javascriptTarget.name)
    throw new Error(`the CPU backend was given a program for ${program.target ?? 'no target'}`);
  const declared = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
  const bufferOf = (id: string): BufferDeclaration => found(declared, id);
  const margin = marginOf(program);
  const region = new WeightsRegion(program, margin);
  const codes = new Codes();
  const placed = program.kernels.map((kernel) => placeKernel(kernel, bufferOf, region, codes));
  // Before the arena begins: they may be the only readers of a parameter.
  const table = new ExpressionTable();
  const vectors = new Map(
    program.kernels.flatMap((kernel) =>
      kernel.core.kind === 'vector' ? [[kernel, vectorCall(kernel, region, table)] as const] : [],
    ),
  );
  const sumsStart = Math.ceil(region.end / 64) * 64;
  const sums = placed.flat().map(({ partialSums }) => (partialSums ? partialSumsSize(partialSums) : 0));
  const arenaStart = sumsStart + Math.ceil(Math.max(0, ...sums) / 64) * 64;

  const at = (buffer: BufferDeclaration, bytes: number): Linear => {
    const { constant, perImage } = placementOf(buffer);
    return [arenaStart + constant * 4 + bytes, perImage * 4];
  };
  const pixelOf = (id: string, bytes = 0): Linear => at(bufferOf(id), strides(bufferOf(id)).origin * 4 + bytes);
  const mapOf = (id: string): MapPlan => {
    const { pixel, row, image } = strides(bufferOf(id));
    return { shape: bufferOf(id).shape, address: pixelOf(id), pixel: pixel * 4, row: row * 4, image: image * 4 };
  };
  const clears = clearsOf(program, bufferOf, (buffer) => at(buffer, 0));
  const callsOf = program.kernels.map((kernel, position): readonly Call[] => {
    const before = clears.before.get(position) ?? [];
    const vector = vectors.get(kernel);
    if (vector) return [vector];
    if (kernel.core.kind === 'loss') return [lossCall(kernel, region, mapOf, before)];
    return itemOf(placed, position).map(
      ({ index, code, places, phase, shape, zeroes, slices, behind, partialSums }, launch): Call => ({
        kernel: index,
        ...(program.results.length ? nameAndResult(kernel, mapOf) : {}),
        addresses: addressesOf(kernel, code.operands, bufferOf, pixelOf, places, phase).map(
          ([constant, perImage], parameter) => [constant + (behind?.[parameter] ?? 0), perImage],
        ),
        ...(slices ? { slices } : {}),
        ...(partialSums ? { partialSums: { ...partialSums, address: sumsStart } } : {}),
        ...rangesOf(shape, kernel),
        clears: launch === 0 ? before : [],
        ...(zeroes ? { zeroes } : {}),
      }),
    );
  });
  const gradients = new Map(filterGradientsOf(program).map((each) => [`gradient ${each.parameter}`, each]));
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
      ...packingsOf(program, region.packings),
      arenaStart,
      memory: [memory[0] + margin, memory[1]],
      scratch,
      input: { ...mapOf(program.input), clear: clears.of(program.input) },
      output: mapOf(program.output),
      ...(program.taps.length ? { taps: program.taps.map(({ buffer }) => mapOf(buffer)) } : {}),
      calls: callsOf.flat(),
      ...(program.targets === undefined || trains(program)
        ? {}
        : { forward: callsOf.slice(0, backwardStart(program)).flat().length }),
      ...(table.expressions.length ? { expressions: table.expressions } : {}),
      ...(program.targets === undefined
        ? {}
        : { targets: { ...mapOf(program.targets), clear: clears.of(program.targets) } }),
      ...(region.keys.size ? { maskKeys: [...region.keys] } : {}),
      ...(program.results.length
        ? { results: program.results.map(({ name, tensor }) => region.result(name, tensor, gradients.get(name))) }
        : {}),
    },
    shapes: codes.shapes,
    kernelOf: callsOf.flatMap((calls, kernel) => calls.map(() => kernel)),
  };
}

/** What a step leaves as it is, is packed once. */
function packingsOf(program: KernelProgram, packings: readonly Packing[]): Pick<CpuPlan, 'packings' | 'changing'> {
  if (!program.parameters.some(({ frozen }) => frozen)) return { packings };
  const changing = changingTensors(program);
  const isChanged = (packing: Packing): boolean => packing.kind !== 'mask' && changing.has(packing.source);
  const changed = packings.filter(isChanged);
  return { packings: [...changed, ...packings.filter((each) => !isChanged(each))], changing: changed.length };
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

/** One call of a kernel, and where its operands lie. */
interface PlacedCall extends Launch {
  readonly code: Code;
  readonly places: Places;
  readonly phase?: Phase;
}

/** The calls of a kernel, one for each phase of an input gradient; code is shared by equal shapes. */
function placeKernel(
  kernel: Kernel,
  bufferOf: (id: string) => BufferDeclaration,
  region: WeightsRegion,
  codes: Codes,
): readonly PlacedCall[] {
  if (!isCompiled(kernel)) return [];
  const phases = kernel.core.kind === 'input_gradient' ? phasesOf(kernel) : [undefined];
  return phases.flatMap((phase): readonly PlacedCall[] => {
    const code = codes.of(deriveShape(kernel, bufferOf, phase));
    const places = region.place(kernel, code, phase);
    return code.launches.map((launch) => ({ ...launch, code, places, ...(phase ? { phase } : {}) }));
  });
}

/** A filter's place in the cache is paid for with as many pixels. */
const leastPixels = 96;
/** Work that is worth to be told to another thread: some 5 µs. */
const leastWork = 1e5;

/** What a call counts, per image, and how its range is cut. */
function rangesOf(
  shape: KernelShape,
  { tile }: Kernel,
): Pick<KernelCall, 'pixels' | 'block' | 'least' | 'tile' | 'work' | 'scratch'> {
  const {
    map: [height, width],
    core,
  } = shape;
  const work = workOf(shape);
  if (reduces(core)) return { pixels: 1, block: uncut, least: uncut, tile: uncut, work };
  const hasManyFilters = tile && core.kind !== 'grouped_convolution';
  const least = Math.max(hasManyFilters ? leastPixels : 1, Math.ceil(leastWork / work));
  const ofTile = tile?.pixels ?? 1;
  if (core.kind !== 'winograd')
    return { pixels: height * width, block: tile?.block ?? 4096, least, tile: ofTile, work };
  return {
    pixels: Math.ceil(height / core.outputs) * Math.ceil(width / core.outputs),
    block: core.block,
    least,
    tile: ofTile,
    work,
    scratch: true,
  };
}

function vectorCall({ core, shape }: Kernel, region: WeightsRegion, table: ExpressionTable): Call {
  const { tensors, results, attributes } = core as CoreOf<'vector'>;
  const place = (id: string): number => region.vector(id);
  const [length] = shape;
  const single = tensors.flatMap((id, index) => (length > 1 && region.lengthOf(id) === 1 ? [index] : []));
  return {
    vector: { ...attributes, of: attributes.of.map((expression) => table.numberOf(expression)) },
    inputs: tensors.map(place),
    results: results.map(place),
    length,
    ...(single.length ? { single } : {}),
  };
}

function lossCall(
  { core, epilogue }: Kernel,
  region: WeightsRegion,
  mapOf: (id: string) => MapPlan,
  clears: readonly Clear[],
): Call {
  const {
    reads: [logits, targets],
    results: [loss, correct],
  } = core as CoreOf<'loss'>;
  const [{ writes }] = epilogue as readonly [StepOf<'store'>];
  return {
    loss: {
      logits: mapOf(logits.buffer),
      targets: mapOf(targets.buffer),
      gradient: mapOf(writes[0]),
      value: region.vector(loss),
      correct: region.vector(correct),
    },
    clears,
  };
}
