import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { CoreOf, Kernel } from '@resnet-compile/ir';
import { filterWindow } from '../filter-window.ts';
import { fixedGrid } from '../grid.ts';
import { vectorsOf } from '../kernel-shape.ts';
import { describe } from '../operands.ts';
import {
  emitFilterGradient,
  emitFilterSum,
  emitSharedFilterSum,
  filterTiles,
  filterVectors,
  summing,
} from '../wgsl/training/emit-filter-gradient.ts';
import { splitAsUniform } from '../wgsl/training/emit-parts.ts';
import { emitWorkgroupFilterGradient, filterGroups } from '../wgsl/training/emit-workgroup-filter-gradient.ts';
import type { StepBuilder } from './step-builder.ts';
import { splitOf } from './split.ts';

/** Parts of the sum over all pixels, then the sum of the parts. */
export function addFilterGradient(builder: StepBuilder, { name, core }: Kernel): void {
  const { reads, results, attributes } = core as CoreOf<'filter_gradient'>;
  const { groups, ...window } = attributes;
  const [dy, x] = [describe(builder.bufferOf(reads[0].buffer), 0), describe(builder.bufferOf(reads[1].buffer), 1)];
  const filters = filterWindow(dy.channels, x.channels, groups);
  const together = groups === 1 && builder.sharesMemory;
  const two = (count: number): number => (count % 2 === 0 && groups === 1 ? 2 : 1);
  const tile = together
    ? ([2, vectorsOf(dy.channels) > 8 ? 2 : 1] as const)
    : ([two(Math.ceil(filters.rows / 4)), two(vectorsOf(dy.channels))] as const);
  const shape = { dy, x, grouped: groups > 1, filters, ...window, tile };
  const vectors = filterVectors(shape);
  const tiles = together ? filterGroups(shape) * workgroupSize : filterTiles(shape);
  const split = splitOf(dy.map[0], { tiles, bytes: vectors * 16, work: dy.map[1] });
  const isShared = split.most >= summing;
  const isAdded = builder.isAdded(results[0]);
  builder.add(
    `${name}.parts`,
    together ? emitWorkgroupFilterGradient({ ...shape, split }) : emitFilterGradient({ ...shape, split }),
    [...reads.map(({ buffer }) => builder.activation(buffer)), ['scratch']],
    { ...split, tiles },
    { scratch: vectors * 16 },
  );
  builder.add(
    name,
    isShared ? emitSharedFilterSum(isAdded) : emitFilterSum(isAdded),
    [builder.numbers(splitAsUniform(vectors, split)), ['scratch'], builder.gradient(results[0])],
    fixedGrid(isShared ? Math.ceil((vectors * summing) / workgroupSize) * workgroupSize : vectors),
  );
}
