import type { CoreOf, Kernel } from '@resnet-compile/ir';
import { filterWindow } from '../filter-window.ts';
import { vectorsOf } from '../kernel-shape.ts';
import { describe } from '../operands.ts';
import { workgroupSize } from '../wgsl/emit-shader.ts';
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
import { fixedGrid, type DeviceProgramBuilder } from './device-program-builder.ts';
import { splitOf } from './split.ts';

/** Parts of the sum over all pixels, then the sum of the parts. */
export function addFilterGradient(builder: DeviceProgramBuilder, { name, core }: Kernel): void {
  const { reads, results, attributes } = core as CoreOf<'filter_gradient'>;
  const { groups, ...window } = attributes;
  const [dy, x] = [describe(builder.bufferOf(reads[0].buffer), 0), describe(builder.bufferOf(reads[1].buffer), 1)];
  const filters = filterWindow(dy.channels, x.channels, groups);
  const together = groups === 1;
  const tile = together ? ([2, vectorsOf(dy.channels) > 8 ? 2 : 1] as const) : ([1, 1] as const);
  const shape = { dy, x, grouped: groups > 1, filters, ...window, tile };
  const vectors = filterVectors(shape);
  const tiles = together ? filterGroups(shape) * workgroupSize : filterTiles(shape);
  const split = splitOf(dy.map[0], { tiles, bytes: vectors * 16, work: dy.map[1] });
  builder.add(
    `${name}.parts`,
    together ? emitWorkgroupFilterGradient({ ...shape, split }) : emitFilterGradient({ ...shape, split }),
    [{ kind: 'run' }, ...reads.map(({ buffer }) => builder.activation(buffer)), { kind: 'scratch' }],
    { ...split, tiles, perImage: true, size: workgroupSize },
    { scratch: vectors * 16 },
  );
  const isShared = split.most >= summing;
  builder.add(
    name,
    isShared ? emitSharedFilterSum() : emitFilterSum(),
    [
      { kind: 'run' },
      builder.numbers(splitAsUniform(vectors, split)),
      { kind: 'scratch' },
      builder.gradient(results[0]),
    ],
    fixedGrid(isShared ? Math.ceil((vectors * summing) / workgroupSize) * workgroupSize : vectors),
  );
}
