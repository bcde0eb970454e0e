import { winogradPositions, winogradTransforms, workgroupDepth, workgroupSide, type Costs } from '@resnet-compile/ir';
import type { Product, Schedule } from './schedule.ts';

/** How dear a schedule may be, by all batches that the target is for: the sum of the times' logarithms. */
export const estimateCost = (product: Product, schedule: Schedule, costs: Costs): number =>
  costs.batches.reduce((sum, batch) => sum + Math.log(estimateTime(product, schedule, costs, batch)), 0);

/**
 * Nanoseconds that a schedule may take for a batch: per kernel, what its invocations compute and load, in as many turns
 * as the machine needs for all of them, but no less than memory takes for what is read and written (a roofline, Williams
 * et al. 2009).
 */
function estimateTime(product: Product, { winograd, workgroup, tile }: Schedule, costs: Costs, batch: number): number {
  const {
    input: [inputs, inputHeight, inputWidth],
    result: [outputs, height, width],
    kernel: [kh, kw],
    groups,
  } = product;
  const vectors = Math.ceil(outputs / 4);
  const inputVectors = Math.ceil(inputs / 4);
  const shared = workgroup ? costs.workgroup : undefined;
  const multiply = (extents: Extents, tile: Schedule['tile'], costs: Costs): number =>
    shared ? multiplyTogether(extents, tile, costs, shared) : multiplyAlone(extents, tile, costs);
  if (winograd === undefined) {
    return multiply(
      {
        pixels: batch * height * width,
        depth: inputs / groups,
        loads: loadsOf(inputs / groups, outputs / groups, groups),
        taps: kh * kw,
        vectors,
        products: 1,
        read: batch * inputVectors * inputHeight * inputWidth,
      },
      tile,
      costs,
    );
  }
  const tiles = batch * Math.ceil(height / winograd) * Math.ceil(width / winograd);
  const positions = winogradPositions(winograd);
  const { input, output } = winogradTransforms(winograd);
  // Neighbours share what lies around a tile.
  const moved = winograd ** 2 + positions;
  return (
    transform(tiles * inputVectors, input, positions, moved, costs) +
    multiply(
      {
        pixels: tiles,
        depth: inputs,
        loads: 1 / 4,
        taps: 1,
        vectors,
        products: positions,
        read: tiles * inputVectors * positions,
      },
      tile,
      costs,
    ) +
    transform(tiles * vectors, output, winograd ** 2, moved, costs)
  );
}

interface Extents {
  readonly pixels: number;
  /** Input channels. */
  readonly depth: number;
  /** Of the input, for each pixel and input channel. */
  readonly loads: number;
  readonly taps: number;
  readonly vectors: number;
  readonly products: number;
  /** Vectors of the input. */
  readonly read: number;
}

/** A vector holds four input channels; where groups are no vectors, each lane loads its own, but of a depthwise convolution all at once. */
const loadsOf = (inputs: number, outputs: number, groups: number): number => {
  if (groups === 1 || (inputs % 4 === 0 && outputs % 4 === 0)) return 1 / 4;
  return inputs === 1 && outputs === 1 ? 1 : 4;
};

function multiplyAlone(extents: Extents, tile: Schedule['tile'], costs: Costs): number {
  const { pixels, depth, loads, taps, vectors, products } = extents;
  const wide = tile.channels / 4;
  const each = depth * taps * (tile.pixels * wide * costs.multiplyAdd + (tile.pixels * loads + wide) * costs.access);
  const invocations = Math.ceil(pixels / tile.pixels) * (vectors / wide) * products;
  const rounds = taps * Math.ceil(depth / 4);
  return timeOf(extents, costs, { invocations, each, rounds });
}

/** By workgroups of a square of tiles: what one of them loads from afar serves a row or a column of the others. */
function multiplyTogether(
  extents: Extents,
  tile: Schedule['tile'],
  costs: Costs,
  { access }: NonNullable<Costs['workgroup']>,
): number {
  const { pixels, depth, taps, vectors, products } = extents;
  const side = workgroupSide;
  const rows = 4 * Math.min(workgroupDepth, Math.ceil(depth / 4));
  const wide = tile.channels / 4;
  const loads = tile.pixels / 4 + wide;
  const rounds = taps * Math.ceil(depth / rows);
  // What lies behind the last of few channels is loaded, but not multiplied.
  const each =
    rounds *
    (rows * (tile.pixels * wide * costs.multiplyAdd + loads * access) +
      ((4 * workgroupDepth * loads) / side) * costs.access);
  const invocations =
    Math.ceil(pixels / (side * tile.pixels)) * Math.ceil(vectors / (side * wide)) * side ** 2 * products;
  return timeOf(extents, costs, { invocations, each, rounds });
}

/** Of a kernel: no less than all invocations' work, than one's with each wait for its loads, and than memory takes. */
const timeOf = (
  extents: Extents,
  costs: Costs,
  { invocations, each, rounds }: { readonly invocations: number; readonly each: number; readonly rounds: number },
): number =>
  costs.dispatch +
  Math.max((invocations / costs.parallel) * each, each + rounds * costs.latency, fromMemory(extents, costs));

const fromMemory = ({ pixels, depth, taps, vectors, products, read }: Extents, { bandwidth }: Costs): number =>
  (((depth * taps * vectors + pixels * vectors) * products + read) * 16) / bandwidth;

/** m·x·mᵀ by as many invocations; a square of x comes in, `stored` values go out. `moved`: vectors through memory. */
function transform(
  invocations: number,
  matrix: readonly (readonly number[])[],
  stored: number,
  moved: number,
  { multiplyAdd, access, ...costs }: Costs,
): number {
  const side = matrix[0]?.length ?? 0;
  const factors = matrix.flat().filter((factor) => factor !== 0).length;
  const each = (side * side + stored) * access + (side + matrix.length) * factors * multiplyAdd;
  return costs.dispatch + Math.max(turns(invocations, costs) * each, (invocations * moved * 16) / costs.bandwidth);
}

const turns = (invocations: number, { parallel }: Pick<Costs, 'parallel'>): number =>
  Math.max(1, invocations / parallel);
