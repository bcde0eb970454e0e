import type { WatchedDevice } from '../watched-device.ts';
import type { AfterDispatch } from './find-non-finite.ts';
import type { ParameterBuffers } from './parameter-buffers.ts';
import type { StepProgram } from './step-program.ts';
import { encodeSteps, type UpdateProgram } from './update-program.ts';
import type { Uploads } from './uploads.ts';

/** What a step does on the device, in the order in which it is encoded. */
export class StepEncoder {
  readonly #device: WatchedDevice;
  readonly #shared: ParameterBuffers;
  readonly #step: StepProgram;
  readonly #update: UpdateProgram;
  readonly #uploads: Uploads;
  /** For the parameters, while the average lies in their place. */
  #spare: GPUBuffer | undefined;

  constructor(
    device: WatchedDevice,
    shared: ParameterBuffers,
    step: StepProgram,
    update: UpdateProgram,
    uploads: Uploads,
  ) {
    this.#device = device;
    this.#shared = shared;
    this.#step = step;
    this.#update = update;
    this.#uploads = uploads;
  }

  /** Forward and backward over all parts of a batch. */
  batch(encoder: GPUCommandEncoder, batch: number, after?: AfterDispatch, afterPart?: (part: number) => void): void {
    const {
      plan: {
        parameters: { statistics },
        step: { copies, recent },
        update: { accumulate },
      },
      gradients,
      sums,
      carried,
    } = this.#shared;
    const { tensors } = this.#step;
    const part = batch / accumulate;
    if (accumulate > 1) encoder.clearBuffer(sums);
    this.#copyVectors(encoder);
    for (let index = 0; index < accumulate; index++) {
      if (accumulate > 1) this.#uploads.copyPart(encoder, index, part);
      // The running statistics of the part before are the old ones now.
      if (index > 0 && carried && statistics.moved) {
        encoder.copyBufferToBuffer(tensors, recent, carried, 0, statistics.moved);
        encoder.copyBufferToBuffer(carried, 0, tensors, statistics.offset, statistics.moved);
      }
      this.#part(encoder, part, after && ((pass, at) => after(pass, index, at)));
      for (const { from, to, bytes } of copies) encoder.copyBufferToBuffer(tensors, from, gradients, to, bytes);
      if (accumulate > 1) encodePass(encoder, (pass) => encodeSteps(pass, this.#update.accumulation));
      afterPart?.(index);
    }
  }

  /** The end of a step, and what there is to say of it. */
  end(encoder: GPUCommandEncoder, readback: GPUBuffer, bytes: number): void {
    const { control, plan } = this.#shared;
    encodePass(encoder, (pass) => encodeSteps(pass, this.#update.finish));
    encoder.copyBufferToBuffer(control, plan.control.result * 4, readback, 0, bytes);
  }

  /**
   * One part with the parameters of the average and running statistics of zero, so that it leaves the batch's own times
   * their momentum. The parameters lie elsewhere meanwhile: what a kernel binds stays bound.
   */
  observation(encoder: GPUCommandEncoder, part: number): void {
    const {
      plan: {
        parameters: {
          trained: { offset, bytes },
          statistics,
        },
      },
      parameters,
    } = this.#shared;
    const spare = (this.#spare ??= this.#device.buffer('parameters meanwhile', bytes));
    encoder.copyBufferToBuffer(parameters, offset, spare, 0, bytes);
    encoder.copyBufferToBuffer(this.#shared.expectAverage().parameters, 0, parameters, offset, bytes);
    this.#copyVectors(encoder);
    if (statistics.moved) encoder.clearBuffer(this.#step.tensors, statistics.offset, statistics.moved);
    this.#part(encoder, part);
    encoder.copyBufferToBuffer(spare, 0, parameters, offset, bytes);
  }

  /** The sums of a step that is not ended begin at zero again. */
  forget(encoder: GPUCommandEncoder): void {
    const { part, correct } = this.#shared.plan.control;
    encoder.clearBuffer(this.#shared.control, part * 4, (correct + 1 - part) * 4);
  }

  /** What the program reads of the parameters' vectors and running statistics. */
  #copyVectors(encoder: GPUCommandEncoder): void {
    const {
      plan: {
        parameters: { vectors, statistics },
      },
      parameters,
      statistics: running,
    } = this.#shared;
    const { tensors } = this.#step;
    if (vectors.bytes) encoder.copyBufferToBuffer(parameters, vectors.offset, tensors, 0, vectors.bytes);
    if (statistics.bytes) encoder.copyBufferToBuffer(running, 0, tensors, statistics.offset, statistics.bytes);
  }

  /** One part, with its masks. */
  #part(encoder: GPUCommandEncoder, part: number, after?: (pass: GPUComputePassEncoder, at: number) => void): void {
    const { program } = this.#step;
    const { partKey } = this.#update;
    if (partKey) {
      encodePass(encoder, (pass) => encodeSteps(pass, [partKey]));
      encoder.copyBufferToBuffer(this.#shared.control, this.#shared.plan.control.key * 4, program.run, 4, 4);
    }
    encodePass(encoder, (pass) => program.encode(pass, part, after && ((at) => after(pass, at))));
  }
}

function encodePass(encoder: GPUCommandEncoder, encode: (pass: GPUComputePassEncoder) => void): void {
  const pass = encoder.beginComputePass();
  encode(pass);
  pass.end();
}
