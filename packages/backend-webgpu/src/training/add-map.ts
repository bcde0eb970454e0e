import type { Kernel } from '@resnet-compile/ir';
import { deriveShape } from '../derive-shape.ts';
import { gridOf } from '../grid.ts';
import type { KernelShape } from '../kernel-shape.ts';
import { boundBuffers, vectorTensorsOf } from '../operands.ts';
import { workgroupSize } from '../wgsl/emit-shader.ts';
import { phasesOf } from '../wgsl/training/emit-pixels-by-phase.ts';
import type { DeviceProgramBuilder } from './device-program-builder.ts';
import type { Grid } from '@resnet-compile/plan/webgpu-training';

/** A kernel that computes a map. */
export function addMap(builder: DeviceProgramBuilder, kernel: Kernel): void {
  const shape = deriveShape(kernel, builder.bufferOf, { trained: true });
  const places = vectorTensorsOf(kernel).map((id) => builder.tensors.of(id, kernel.shape[0]));
  builder.add(
    kernel.name,
    builder.textOf(shape),
    [
      { kind: 'run' },
      ...builder.filters(kernel),
      ...(places.length ? [builder.numbers(places), { kind: 'tensors' } as const] : []),
      ...boundBuffers(kernel).map(builder.activation),
    ],
    gridOfBatch(shape),
    { completes: kernel },
  );
}

/** Strided input gradients go by phase, each of which has as many tiles as the largest. */
function gridOfBatch(shape: KernelShape): Grid {
  const { map, core } = shape;
  const { pixels, tilePixels, tileCount } = gridOf(shape);
  const grid = { grain: tilePixels, most: 2 ** 31, perImage: true, size: workgroupSize };
  if (core.kind !== 'input_gradient' || core.attributes.stride.every((stride) => stride === 1))
    return { ...grid, units: pixels, tiles: tileCount };
  const {
    rows,
    columns,
    map: [height, width],
  } = phasesOf(map, core.attributes.stride);
  return { ...grid, units: height * width, tiles: tileCount * rows * columns };
}
