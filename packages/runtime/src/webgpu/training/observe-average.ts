import type { DeviceProgram } from './device-program.ts';
import type { ParameterBuffers } from './parameter-buffers.ts';

/**
 * Encodes a run of the step's program with the parameters of the average and running statistics of zero, so that it leaves
 * the batch's own times their momentum. The parameters lie in `spare` meanwhile: what a kernel binds stays bound.
 */
export function encodeObservation(
  encoder: GPUCommandEncoder,
  shared: ParameterBuffers,
  spare: GPUBuffer,
  program: DeviceProgram,
  encodeProgram: () => void,
): void {
  const {
    plan: {
      parameters: { bytes, statistics },
    },
    parameters,
  } = shared;
  encoder.copyBufferToBuffer(parameters, 0, spare, 0, bytes);
  encoder.copyBufferToBuffer(shared.expectAverage().parameters, 0, parameters, 0, bytes);
  program.copyVectors(encoder);
  if (statistics.bytes) encoder.clearBuffer(program.tensors, statistics.offset, statistics.bytes);
  encodeProgram();
  encoder.copyBufferToBuffer(spare, 0, parameters, 0, bytes);
}
