import { workgroupSize } from '@resnet-compile/plan/webgpu';
import type { CoreOf, Kernel } from '@resnet-compile/ir';
import { fixedGrid } from '../grid.ts';
import { vectorsOf } from '../kernel-shape.ts';
import { describe, describeRead } from '../operands.ts';
import { channelStatistics } from '../wgsl/training/emit-channel-statistics.ts';
import { channelSums } from '../wgsl/training/emit-channel-sums.ts';
import { splitAsUniform } from '../wgsl/training/emit-parts.ts';
import { emitTotals, emitVectors, type VectorShape } from '../wgsl/training/emit-vectors.ts';
import { emitMergedSums, emitPartialSums, type Reduction } from '../wgsl/training/reduction.ts';
import type { StepBuilder } from './step-builder.ts';
import { splitOf, type Split } from './split.ts';

export const addStatistics = (builder: StepBuilder, kernel: Kernel, tail: readonly Kernel[]): void =>
  addReduction(builder, kernel, channelStatistics, tail);

export const addSums = (builder: StepBuilder, kernel: Kernel, tail: readonly Kernel[]): void =>
  addReduction(
    builder,
    kernel,
    channelSums((kernel.core as CoreOf<'channel_sums'>).attributes.of, kernel.shape[0]),
    tail,
  );

/** Kernels of vectors alone. */
export function addVectors(builder: StepBuilder, kernel: Kernel, tail: readonly Kernel[]): void {
  const [channels] = kernel.shape;
  if ((kernel.core as CoreOf<'vector'>).attributes.total) return addTotals(builder, kernel);
  const numbers: number[] = [];
  const shapes = [kernel, ...tail].map((each) => vectorShape(builder, each, numbers));
  builder.add(
    kernel.name,
    emitVectors(shapes, numbers.length),
    bindingsOf(builder, vectorsOf(channels), { units: 1, grain: 1, most: 1 }, numbers),
    fixedGrid(vectorsOf(channels)),
  );
}

function addTotals(builder: StepBuilder, kernel: Kernel): void {
  const vectors = vectorsOf(kernel.shape[0]);
  const numbers: number[] = [];
  const shape = vectorShape(builder, kernel, numbers);
  builder.add(
    kernel.name,
    emitTotals(shape, numbers.length),
    bindingsOf(builder, vectors, { units: 1, grain: 1, most: 1 }, numbers),
    fixedGrid(1),
  );
}

/** Parts leave their sums in the scratch; a second dispatch adds them up and goes on with the tail. */
function addReduction(builder: StepBuilder, kernel: Kernel, reduction: Reduction, tail: readonly Kernel[]): void {
  const {
    name,
    core,
    shape: [channels, height, width],
  } = kernel;
  const vectors = vectorsOf(channels);
  const bytes = vectors * 16 * reduction.rows;
  const split = splitOf(height * width, { tiles: vectors, bytes, work: 1 });
  const bound = [...new Set(core.reads.map(({ buffer }) => buffer))];
  const reads = core.reads.map((read) => describeRead(read, (id) => describe(builder.bufferOf(id), bound.indexOf(id))));
  const tensors = core.tensors.map((id) => builder.tensors.of(id, channels));
  builder.add(
    `${name}.parts`,
    emitPartialSums(reduction, {
      reads,
      buffers: bound.length,
      tensors: tensors.length,
      vectors,
      map: [height, width],
    }),
    [
      builder.numbers([...splitAsUniform(vectors, split), ...tensors]),
      ...(tensors.length ? [['tensors'] as const] : []),
      ...bound.map(builder.activation),
      ['scratch'],
    ],
    { ...split, tiles: vectors },
    { scratch: bytes },
  );
  const numbers: number[] = [];
  const results = core.results.map((id) => indexIn(numbers, builder.tensors.of(id, channels)));
  const shapes = tail.map((each) => vectorShape(builder, each, numbers));
  builder.add(
    name,
    emitMergedSums(reduction, results, shapes, numbers.length),
    [...bindingsOf(builder, vectors, split, numbers), ['scratch']],
    fixedGrid(vectors * workgroupSize),
  );
}

const bindingsOf = (builder: StepBuilder, vectors: number, split: Split, numbers: readonly number[]) =>
  [builder.numbers([...splitAsUniform(vectors, split), ...numbers]), ['tensors']] as const;

/** Where a number is among some; it is added where it is not. */
const indexIn = (numbers: number[], number: number): number =>
  numbers.includes(number) ? numbers.indexOf(number) : numbers.push(number) - 1;

function vectorShape(builder: StepBuilder, { core, shape: [channels] }: Kernel, numbers: number[]): VectorShape {
  const { tensors, results, attributes } = core as CoreOf<'vector'>;
  const lengthOf = (id: string): number => (builder.lengthOf(id) === 1 ? 1 : channels);
  const place = (id: string): number => indexIn(numbers, builder.tensors.of(id, lengthOf(id)));
  return {
    of: attributes.of,
    tensors: tensors.map(place),
    single: tensors.map((id) => channels > 1 && lengthOf(id) === 1),
    results: results.map(place),
    count: indexIn(numbers, attributes.count),
    channels,
  };
}
