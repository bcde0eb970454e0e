import { standardizedBytes } from '@resnet-compile/plan/memory';
import type { StepPlan } from '@resnet-compile/plan/webgpu-training';
import { itemOf, repeatedValues } from '@resnet-compile/ir';
import { expectBatchFits } from '../limits.ts';
import { packTensor } from '../pack.ts';
import { Program, type ResourceOf } from '../program.ts';
import type { WatchedDevice } from '../watched-device.ts';
import type { ParameterBuffers } from './parameter-buffers.ts';

/** The step over parameters that are on the device, and its tensors. */
export interface StepProgram {
  readonly program: Program<StepPlan>;
  readonly tensors: GPUBuffer;
}

export async function createStepProgram(device: WatchedDevice, shared: ParameterBuffers): Promise<StepProgram> {
  const {
    step: plan,
    parameters: { blocks, trained },
  } = shared.plan;
  const tensors = device.buffer('tensors', plan.tensorsBytes);
  for (const { packing, size, offset, values } of plan.constants) {
    const f = new Float32Array(size / 4);
    const length =
      packing.kind === 'filters' ? packing.shape.reduce((product, extent) => product * extent, 1) : values.length;
    packTensor(packing, { values: repeatedValues(values, length) }, f, 0);
    device.device.queue.writeBuffer(tensors, offset, f);
  }
  const standardized = device.buffer('standardised filters', standardizedBytes(plan));
  const resourceOf: ResourceOf = ([kind, index = 0], scratch) => {
    switch (kind) {
      case 'parameters': {
        const { offset, size } = itemOf(blocks, index);
        return { buffer: shared.parameters, offset, size };
      }
      case 'gradients': {
        const { offset, size } = itemOf(blocks, index);
        return { buffer: shared.gradients, offset: offset - trained.offset, size };
      }
      case 'constant': {
        const { offset, size } = itemOf(plan.constants, index);
        return { buffer: tensors, offset, size };
      }
      case 'standardized': {
        const { offset, size } = itemOf(plan.standardized, index);
        return { buffer: standardized, offset, size };
      }
      case 'tensors':
        return { buffer: tensors };
      case 'scratch':
        return { buffer: scratch };
      case 'control':
        return { buffer: shared.control };
      case 'weights':
        throw new Error('a step has no prepared weights');
    }
  };
  return { program: await Program.create(device, plan, resourceOf), tensors };
}

/** Makes room for one part of a batch. @throws {RangeError} where it does not fit; nothing of it is left then. */
export async function reserveStep(device: WatchedDevice, { program }: StepProgram, batch: number): Promise<void> {
  if (batch <= program.capacity) return;
  expectBatchFits(program.plan, batch, device.device.limits);
  try {
    await device.work(
      `hold the activations of a batch of ${batch} (${program.bytes(batch).toLocaleString('en')} bytes)`,
      () => program.reserve(batch),
    );
  } catch (error) {
    program.release();
    throw error;
  }
}
