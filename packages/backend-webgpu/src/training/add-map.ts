import type { Kernel } from '@resnet-compile/ir';
import { deriveShape } from '../derive-shape.ts';
import { gridOf } from '../grid.ts';
import { boundBuffers, vectorTensorsOf } from '../operands.ts';
import type { StepBuilder } from './step-builder.ts';

/** A kernel that computes a map. */
export function addMap(builder: StepBuilder, kernel: Kernel): void {
  const shape = deriveShape(kernel, builder.bufferOf, { vectorsIn: 'tensors', sharesMemory: builder.sharesMemory });
  const places = vectorTensorsOf(kernel).map((id) => builder.tensors.of(id, kernel.shape[0]));
  builder.add(
    kernel.name,
    builder.textOf(shape),
    [
      ...builder.filters(kernel),
      ...(places.length ? [builder.numbers(places), ['tensors'] as const] : []),
      ...boundBuffers(kernel).map(builder.activation),
    ],
    gridOf(shape),
    builder.resultOf(kernel),
  );
}
