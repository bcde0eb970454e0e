import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import { standardizedBytes } from '@resnet-compile/plan/memory';
import type { Need } from '../limits.ts';

/** What a network's parameters must have room in, whatever the batch. */
export const needsOfTraining = ({ parameters: { bytes, blocks }, step }: WebGpuTrainingPlan): readonly Need[] => [
  { what: 'the buffer of all parameters', bytes, limit: 'maxBufferSize' },
  ...blocks.map(({ name, size }): Need => ({
    what: `the parameter ${name}`,
    bytes: size,
    limit: 'maxStorageBufferBindingSize',
  })),
  { what: 'the buffer of standardised filters', bytes: standardizedBytes(step), limit: 'maxBufferSize' },
  { what: 'the buffer of per-channel values', bytes: step.tensorsBytes, limit: 'maxStorageBufferBindingSize' },
];
