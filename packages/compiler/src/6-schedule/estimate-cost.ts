import { winogradPositions, winogradTransforms, type Costs } from '@resnet-compile/ir';
import type { Product, Schedule } from './schedule.ts';

/**
 * Nanoseconds that a schedule may take for one image: per kernel, what its invocations compute and load, in as many turns
 * as the machine needs for all of them, but no less than its filters take from memory.
 */
export function estimateCost(product: Product, { winograd, tile }: Schedule, costs: Costs): number {
  const { input: [inputs], result: [outputs, height, width], kernel: [kh, kw], groups } = product;
  const vectors = Math.ceil(outputs / 4);
  if (winograd === undefined) return multiply({ pixels: height * width, depth: (inputs / groups) * kh * kw, vectors, products: 1 }, tile, costs);
  const tiles = Math.ceil(height / winograd) * Math.ceil(width / winograd);
  const positions = winogradPositions(winograd);
  const { input, output } = winogradTransforms(winograd);
  return (
    transform(tiles * Math.ceil(inputs / 4), input, positions, costs) +
    multiply({ pixels: tiles, depth: inputs, vectors, products: positions }, tile, costs) +
    transform(tiles * vectors, output, winograd ** 2, costs)
  );
}

interface Extents {
  readonly pixels: number;
  readonly depth: number;
  readonly vectors: number;
  readonly products: number;
}

function multiply({ pixels, depth, vectors, products }: Extents, tile: Schedule['tile'], { multiplyAdd, access, ...costs }: Costs): number {
  const wide = tile.channels / 4;
  const each = depth * (tile.pixels * wide * multiplyAdd + (tile.pixels / 4 + wide) * access);
  const filters = depth * vectors * 16 * products;
  return costs.dispatch + Math.max(turns(Math.ceil(pixels / tile.pixels) * (vectors / wide) * products, costs) * each, filters / costs.bandwidth);
}

/** m·x·mᵀ by as many invocations; a square of x comes in, `stored` values go out. */
function transform(invocations: number, matrix: readonly (readonly number[])[], stored: number, { multiplyAdd, access, ...costs }: Costs): number {
  const side = matrix[0]!.length;
  const factors = matrix.flat().filter((factor) => factor !== 0).length;
  return costs.dispatch + turns(invocations, costs) * ((side * side + stored) * access + (side + matrix.length) * factors * multiplyAdd);
}

const turns = (invocations: number, { parallel }: Pick<Costs, 'parallel'>): number => Math.max(1, invocations / parallel);
