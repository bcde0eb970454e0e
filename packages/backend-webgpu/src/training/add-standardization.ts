import { workgroupSize, type Binding } from '@resnet-compile/plan/webgpu';
import type { ParameterBlock } from '@resnet-compile/plan/webgpu-training';
import type { CoreOf, Kernel, PrepareStepOf } from '@resnet-compile/ir';
import { fixedGrid } from '../grid.ts';
import { vectorsOf } from '../kernel-shape.ts';
import {
  emitStandardization,
  emitStandardizationGradient,
  filtersAsUniform,
} from '../wgsl/training/emit-standardization.ts';
import type { StepBuilder } from './step-builder.ts';

/** Filters, standardised at the beginning of a step: a workgroup for each four of them, or an invocation. */
export function addStandardization(builder: StepBuilder, step: PrepareStepOf<'standardize_filters'>): void {
  const { id, inputs, attributes } = step;
  const [filters] = inputs as readonly [string];
  add(
    builder,
    id,
    emitStandardization(attributes.epsilon, builder.sharesMemory),
    filters,
    builder.standardizedFilters(id),
  );
}

/** In place, where the gradient of the standardised filters lies. */
export function addStandardizationGradient(builder: StepBuilder, { name, core }: Kernel): void {
  const { tensors, results, attributes } = core as CoreOf<'standardize_filters_gradient'>;
  add(
    builder,
    name,
    emitStandardizationGradient(attributes.epsilon, builder.sharesMemory),
    tensors[1],
    builder.gradient(results[0]),
  );
}

function add(builder: StepBuilder, name: string, shader: string, filters: string, result: Binding): void {
  const { packing } = builder.blockOf(filters) as {
    readonly packing: Extract<ParameterBlock['packing'], { kind: 'filters' }>;
  };
  const { shape } = packing;
  builder.add(
    name,
    shader,
    [builder.numbers(filtersAsUniform(shape)), builder.parameter(filters), result],
    fixedGrid(vectorsOf(shape[0]) * (builder.sharesMemory ? workgroupSize : 1)),
  );
}
