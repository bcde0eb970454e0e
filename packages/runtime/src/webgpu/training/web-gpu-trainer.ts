import { itemOf } from '@resnet-compile/ir';
import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import type { Images } from '../../engine.ts';
import type { State } from '../../weights.ts';
import { readMaps } from '../../maps.ts';
import type { ModelInfo } from '../../model-info.ts';
import { NonFiniteError } from '../../training/non-finite-error.ts';
import { expectReduced } from '../../training/expect-reduced.ts';
import { addBatchStatistics } from '../../training/estimate-statistics.ts';
import type { StepInputs, Trainer, TrainingState, Weights } from '../../training/trainer.ts';
import type { StepResult } from '../../training/training-engine.ts';
import type { FoundAdapter } from '../find-adapter.ts';
import { largestBatchOf } from '../limits.ts';
import { ReadbackRing } from '../readback-ring.ts';
import { DeviceProgram } from './device-program.ts';
import { findNonFinite, type AfterDispatch } from './find-non-finite.ts';
import { encodeObservation } from './observe-average.ts';
import { ParameterBuffers } from './parameter-buffers.ts';
import { expectBatchFits, expectParametersFit, largestLimits } from './training-limits.ts';
import { createUpdateProgram, encodeSteps, type UpdateProgram } from './update-program.ts';
import { Uploads } from './uploads.ts';
import { WatchedDevice } from './watched-device.ts';

/** Of devices in use: Node must not collect them before. */
const owners = new Set<GPU>();

/** taken, bad, loss, correct, norm, steps: see the backend's control buffer. */
const resultBytes = 24;

/**
 * Trains on WebGPU. Parameters, moments and statistics stay on the device, which also decides whether a step is taken: a
 * step is one submit, of which some bytes come back when it is done.
 *
 * @param momenta of the running statistics, by which those of an average are estimated
 * @throws {Error} that says what to do, where the adapter's limits are too low or a shader is refused.
 */
export async function createWebGpuTrainer(
  model: ModelInfo,
  plan: WebGpuTrainingPlan,
  fingerprint: string,
  initial: TrainingState,
  { gpu, adapter }: FoundAdapter,
  momenta: Readonly<Record<string, number>> = {},
): Promise<Trainer> {
  expectParametersFit(plan, adapter.limits);
  const device = new WatchedDevice(await adapter.requestDevice({ requiredLimits: largestLimits(adapter.limits) }));
  try {
    return await device.work('prepare training', async () => {
      const shared = new ParameterBuffers(device, plan, model.parameters);
      const step = await DeviceProgram.create(device, plan.step, shared);
      shared.write(initial);
      return new WebGpuTrainer(
        model,
        fingerprint,
        gpu,
        device,
        shared,
        step,
        await createUpdateProgram(device, shared, step.tensors),
        momenta,
      );
    });
  } catch (error) {
    device.device.destroy();
    throw error;
  }
}

class WebGpuTrainer implements Trainer {
  readonly device = 'webgpu';
  readonly threads = 1;
  readonly fingerprint: string;
  readonly #model: ModelInfo;
  readonly #gpu: GPU;
  readonly #device: WatchedDevice;
  readonly #shared: ParameterBuffers;
  readonly #program: DeviceProgram;
  /** Made when they are first wanted. */
  readonly #evaluations: { [Of in Weights]?: DeviceProgram } = {};
  readonly #update: UpdateProgram;
  readonly #momenta: Readonly<Record<string, number>>;
  /** For the parameters, while the average lies in their place. */
  #spare: GPUBuffer | undefined;
  readonly #results: ReadbackRing;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #uploads: Uploads;
  #rate = NaN;

  constructor(
    model: ModelInfo,
    fingerprint: string,
    gpu: GPU,
    device: WatchedDevice,
    shared: ParameterBuffers,
    program: DeviceProgram,
    update: UpdateProgram,
    momenta: Readonly<Record<string, number>>,
  ) {
    this.fingerprint = fingerprint;
    this.#model = model;
    this.#gpu = gpu;
    owners.add(gpu);
    this.#device = device;
    this.#shared = shared;
    this.#program = program;
    this.#update = update;
    this.#momenta = momenta;
    this.#results = new ReadbackRing(device.device);
    this.#uploads = new Uploads(device, program, shared.plan.step.targets, shared.plan.update.accumulate);
  }

  async step(inputs: StepInputs): Promise<{ readonly result: Promise<StepResult> }> {
    await this.#reserve(this.#program, inputs.batch / this.#shared.plan.update.accumulate);
    await this.#uploads.reserve(inputs.batch);
    if (inputs.onGradients) await this.#exchange(inputs, inputs.onGradients);
    let submitted = (): void => undefined;
    const begun = new Promise<void>((resolve) => (submitted = resolve));
    const done = this.#results.borrow(resultBytes, (readback) =>
      this.#device.work(`train on a batch of ${inputs.batch}`, async () => {
        this.#submit(inputs, readback);
        submitted();
        await readback.mapAsync(1);
        const words = readback.getMappedRange(0, resultBytes).slice(0);
        readback.unmap();
        return words;
      }),
    );
    await Promise.race([begun, done]);
    const result = done.then((words) => this.#resultOf(words, inputs));
    this.#pending.add(result);
    void result.catch(() => undefined).finally(() => this.#pending.delete(result));
    return { result };
  }

  async logits(images: Images, batch: number, of: Weights): Promise<Float32Array> {
    const { input, classes, multiplyAdds } = this.#model;
    const logits = new Float32Array(batch * classes);
    const size = input[0] * input[1] * input[2];
    const largest = largestBatchOf(
      { buffers: this.#shared.plan.evaluation.buffers, multiplyAdds },
      this.#device.device.limits,
    );
    for (let first = 0, last = 0; first < batch; first = last) {
      last = Math.min(first + largest, batch);
      await this.#evaluate(
        images.subarray(first * size, last * size),
        last - first,
        logits.subarray(first * classes, last * classes),
        of,
      );
    }
    return logits;
  }

  async estimateStatistics(images: Images, batch: number, index: number): Promise<void> {
    const { input } = this.#model;
    const {
      plan: {
        update: { accumulate },
        control,
      },
      control: words,
    } = this.#shared;
    const program = this.#program;
    const [part, size] = [batch / accumulate, input[0] * input[1] * input[2]];
    await this.#reserve(program, part);
    for (let k = 0; k < accumulate; k++) {
      const draw = index * accumulate + k;
      await this.#device.work(`estimate statistics on a batch of ${batch}`, async () => {
        const {
          device: { queue },
        } = this.#device;
        this.#spare ??= this.#device.buffer('parameters meanwhile', this.#shared.plan.parameters.bytes);
        this.#uploads.writeImages(
          itemOf(program.activations, program.plan.input.buffer),
          images.subarray(k * part * size, (k + 1) * part * size),
          part,
        );
        program.writeBatch(part);
        queue.writeBuffer(words, control.part * 4, Uint32Array.of(draw));
        const encoder = this.#device.device.createCommandEncoder();
        encodeObservation(encoder, this.#shared, this.#spare, program, () => this.#encodeProgram(encoder, part));
        queue.submit([encoder.finish()]);
        this.#forget();
        const { recent, averaged } = await this.#shared.readStatistics(program.tensors);
        addBatchStatistics(averaged, recent, this.#momenta, draw);
        this.#shared.writeAveragedStatistics(averaged);
      });
    }
  }

  readState(): Promise<State> {
    return this.#device.work('read the parameters', () => this.#shared.readState());
  }

  read(): Promise<TrainingState> {
    return this.#device.work('read the parameters', () => this.#shared.read());
  }

  write(state: TrainingState): Promise<void> {
    return this.#device.work('write the parameters', () => this.#shared.write(state));
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#pending);
    // Which destroys all that was made on it.
    this.#device.device.destroy();
    owners.delete(this.#gpu);
  }

  async #evaluate(images: Images, batch: number, logits: Float32Array, of: Weights): Promise<void> {
    const program = (this.#evaluations[of] ??= await this.#device.work('prepare evaluation', () =>
      DeviceProgram.create(
        this.#device,
        this.#shared.plan.evaluation,
        of === 'average' ? this.#shared.ofAverage : this.#shared,
      ),
    ));
    const { input, output } = program.plan;
    await this.#reserve(program, batch);
    const size = output.image * batch;
    await this.#results.borrow(size, (result) =>
      this.#device.work(`run a batch of ${batch}`, async () => {
        this.#uploads.writeImages(itemOf(program.activations, input.buffer), images, batch);
        program.writeBatch(batch);
        const encoder = this.#device.device.createCommandEncoder();
        program.copyVectors(encoder);
        this.#encodePass(encoder, (pass) => program.encode(pass, batch));
        encoder.copyBufferToBuffer(itemOf(program.activations, output.buffer), 0, result, 0, size);
        this.#device.device.queue.submit([encoder.finish()]);
        await result.mapAsync(1, 0, size);
        readMaps(output, batch, new Float32Array(result.getMappedRange(0, size)), logits);
        result.unmap();
      }),
    );
  }

  /** The whole step; where gradients were exchanged, its end. */
  #submit(inputs: StepInputs, readback: GPUBuffer): void {
    const { control, plan } = this.#shared;
    this.#writeRate(inputs.learningRate);
    if (!inputs.onGradients) this.#uploads.write(inputs);
    const encoder = this.#device.device.createCommandEncoder();
    if (!inputs.onGradients) this.#encodeParts(encoder, inputs.batch);
    this.#encodePass(encoder, (pass) => encodeSteps(pass, this.#update.finish));
    encoder.copyBufferToBuffer(control, plan.control.result * 4, readback, 0, resultBytes);
    this.#device.device.queue.submit([encoder.finish()]);
  }

  /** Forward and backward over all parts of a batch. */
  #encodeParts(encoder: GPUCommandEncoder, batch: number, after?: AfterDispatch): void {
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
    const program = this.#program;
    const part = batch / accumulate;
    if (accumulate > 1) encoder.clearBuffer(sums);
    program.copyVectors(encoder);
    for (let index = 0; index < accumulate; index++) {
      if (accumulate > 1) this.#uploads.copyPart(encoder, index, part);
      // The running statistics of the part before are the old ones now.
      if (index > 0 && carried && statistics.bytes) {
        encoder.copyBufferToBuffer(program.tensors, recent, carried, 0, statistics.bytes);
        encoder.copyBufferToBuffer(carried, 0, program.tensors, statistics.offset, statistics.bytes);
      }
      this.#encodeProgram(encoder, part, after && ((pass, at) => after(pass, index, at)));
      for (const { from, to, bytes } of copies) encoder.copyBufferToBuffer(program.tensors, from, gradients, to, bytes);
      if (accumulate > 1) this.#encodePass(encoder, (pass) => encodeSteps(pass, this.#update.accumulation));
    }
  }

  /** One part, with its masks. */
  #encodeProgram(
    encoder: GPUCommandEncoder,
    part: number,
    after?: (pass: GPUComputePassEncoder, at: number) => void,
  ): void {
    const program = this.#program;
    const { partKey } = this.#update;
    if (partKey) {
      this.#encodePass(encoder, (pass) => encodeSteps(pass, [partKey]));
      encoder.copyBufferToBuffer(this.#shared.control, this.#shared.plan.control.key * 4, program.run, 4, 4);
    }
    this.#encodePass(encoder, (pass) => program.encode(pass, part, after && ((at) => after(pass, at))));
  }

  #encodePass(encoder: GPUCommandEncoder, encode: (pass: GPUComputePassEncoder) => void): void {
    const pass = encoder.beginComputePass();
    encode(pass);
    pass.end();
  }

  /** Hands out the gradients of a batch and takes back what comes; the step ends with them. */
  async #exchange(inputs: StepInputs, reduce: NonNullable<StepInputs['onGradients']>): Promise<void> {
    const { tensors } = this.#program;
    try {
      const flat = await this.#device.work(`train on a batch of ${inputs.batch}`, () => {
        this.#uploads.write(inputs);
        const encoder = this.#device.device.createCommandEncoder();
        this.#encodeParts(encoder, inputs.batch);
        this.#device.device.queue.submit([encoder.finish()]);
        return this.#shared.readGradients(tensors);
      });
      const { length } = flat;
      const reduced = expectReduced(await reduce(flat), length);
      this.#shared.writeGradients(reduced, tensors);
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  /** The sums of a step that is not ended begin at zero again. */
  #forget(): void {
    const { control } = this.#shared.plan;
    this.#device.device.queue.writeBuffer(
      this.#shared.control,
      control.part * 4,
      new Uint32Array(control.correct + 1 - control.part),
    );
  }

  async #resultOf(bytes: ArrayBuffer, inputs: StepInputs): Promise<StepResult> {
    const [taken, bad, , correct, , steps] = new Uint32Array(bytes) as unknown as readonly [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const loss = new DataView(bytes).getFloat32(8, true);
    if (taken) return { loss, correct };
    const { layer, statistic } = await this.#device.work('find what is not finite', () => this.#diagnose(inputs));
    // The device need not compute with NaN, and may have made a number of it.
    const what =
      bad & 1
        ? `the loss is ${Number.isFinite(loss) ? NaN : loss}`
        : bad & 2
          ? 'a gradient is not finite'
          : `${statistic ?? 'a running statistic'} is not finite`;
    throw new NonFiniteError(this.#model.name, steps + 1, what, layer);
  }

  /** Runs the batch again and looks at what each kernel stores; steps that were begun meanwhile come before or after. */
  #diagnose(inputs: StepInputs): ReturnType<typeof findNonFinite> {
    const {
      plan: {
        update: { accumulate },
        control,
      },
      control: words,
    } = this.#shared;
    return findNonFinite(
      this.#device,
      this.#shared,
      this.#program,
      { part: inputs.batch / accumulate, parts: accumulate },
      (encoder, after) => {
        this.#uploads.write(inputs);
        this.#encodeParts(encoder, inputs.batch, after);
        encoder.clearBuffer(words, control.part * 4, (control.correct + 1 - control.part) * 4);
      },
    );
  }

  #writeRate(learningRate: number): void {
    if (learningRate !== this.#rate)
      this.#device.device.queue.writeBuffer(this.#update.rate, 0, new Float32Array([learningRate]));
    this.#rate = learningRate;
  }

  async #reserve(program: DeviceProgram, batch: number): Promise<void> {
    if (batch <= program.capacity) return;
    expectBatchFits(program.plan, batch, this.#device.device.limits);
    try {
      await this.#device.work(
        `hold the activations of a batch of ${batch} (${program.bytes(batch).toLocaleString('en')} bytes)`,
        () => program.reserve(batch),
      );
    } catch (error) {
      program.release();
      throw error;
    }
  }
}
