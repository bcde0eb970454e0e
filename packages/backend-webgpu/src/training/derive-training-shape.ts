import type { Kernel, TrainingStep } from '@resnet-compile/ir';
import { filterWindow } from '../filter-window.ts';
import type { Operand } from '../operand.ts';
import type { TrainingCoreShape, TrainingStepShape } from './training-shape.ts';

/** What the shader of a training core depends on; undefined where the core computes no map of its own. */
export function deriveTrainingCore(
  { core, shape: [channels] }: Kernel,
  operand: (id: string) => Operand,
): TrainingCoreShape | undefined {
  switch (core.kind) {
    case 'input_gradient': {
      const { groups, kernel, stride, padding } = core;
      const input = operand(core.input);
      return {
        kind: core.kind,
        input,
        grouped: groups > 1,
        filters: filterWindow(input.channels, channels, groups),
        window: filterWindow(channels, input.channels, groups),
        kernel,
        stride,
        padding,
      };
    }
    case 'max_pool_gradient':
      return {
        kind: core.kind,
        input: operand(core.input),
        source: operand(core.source),
        kernel: core.kernel,
        stride: core.stride,
        padding: core.padding,
      };
    case 'average_pool_gradient':
      return {
        kind: core.kind,
        input: operand(core.input),
        kernel: core.kernel,
        stride: core.stride,
        padding: core.padding,
        countIncludePad: core.countIncludePad,
      };
    case 'spread':
      return { kind: core.kind, input: operand(core.input) };
    case 'upsample':
      return { kind: core.kind, input: operand(core.input), stride: core.stride };
    default:
      return undefined;
  }
}

export function deriveTrainingStep(
  step: TrainingStep,
  operand: (id: string) => Operand,
  place: () => number,
): TrainingStepShape {
  switch (step.op) {
    case 'normalize':
      return { op: step.op, mean: place(), scale: place(), shift: place() };
    case 'add_normalized':
      return { op: step.op, operand: operand(step.buffer), mean: place(), scale: place() };
    case 'mask':
      return { op: step.op, operand: operand(step.buffer) };
    case 'dropout':
      return { op: step.op, rate: step.rate, per: step.per, key: step.key };
  }
}
