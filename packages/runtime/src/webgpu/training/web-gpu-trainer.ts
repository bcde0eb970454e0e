import type { Engine, Images } from '../../engine.ts';
import { logitsOf } from '../../engine-replica.ts';
import type { WebGpuTrainingModule } from '../../compiled-module.ts';
import { prepareState } from '../../prepare.ts';
import { expectReduced } from '../../training/expect-reduced.ts';
import { addBatchStatistics } from '../../training/estimate-statistics.ts';
import { NonFiniteError } from '../../training/non-finite-error.ts';
import type { StepInputs, Trainer, TrainingState, Weights } from '../../training/trainer.ts';
import type { StepResult } from '../../training/training-engine.ts';
import type { State } from '../../weights.ts';
import { isSoftware, type FoundAdapter } from '../find-adapter.ts';
import { requiredFeatures } from '../features.ts';
import { expectBatchFits, expectFits, largestLimits } from '../limits.ts';
import { ReadbackRing } from '../readback-ring.ts';
import { WatchedDevice } from '../watched-device.ts';
import { WebGpuEngine } from '../web-gpu-engine.ts';
import { findNonFinite } from './find-non-finite.ts';
import { needsOfTraining } from './needs-of-training.ts';
import { ParameterBuffers } from './parameter-buffers.ts';
import { StepEncoder } from './step-encoder.ts';
import { createStepProgram, type StepProgram } from './step-program.ts';
import { createUpdateProgram, type UpdateProgram } from './update-program.ts';
import { Uploads } from './uploads.ts';

/** taken, bad, loss, correct, norm, steps: see the backend's control buffer. */
const resultBytes = 24;

/**
 * Trains on WebGPU. Parameters, moments and statistics stay on the device, which also decides whether a step is taken: a
 * step is one submit, of which some bytes come back when it is done.
 *
 * @throws {Error} that says what to do, where the adapter's limits are too low or a shader is refused.
 */
export async function createWebGpuTrainer(
  module: WebGpuTrainingModule,
  initial: TrainingState,
  found: FoundAdapter,
): Promise<Trainer> {
  const { adapter } = found;
  const { plan } = module.training.webgpu;
  const { hardware, software } = module.webgpu;
  const predicting = isSoftware(adapter) ? software : hardware;
  expectFits(needsOfTraining(plan), adapter.limits, 'network');
  const device = await WatchedDevice.request(
    found,
    { requiredFeatures: requiredFeatures(predicting, adapter), requiredLimits: largestLimits(adapter.limits) },
    'load the network again, and restore a checkpoint',
  );
  try {
    return await device.work('prepare training', async () => {
      const shared = new ParameterBuffers(device, plan, module.model.parameters);
      const step = await createStepProgram(device, shared);
      shared.write(initial);
      const update = await createUpdateProgram(device, shared, step.tensors);
      return new WebGpuTrainer(module, device, shared, step, update, () => WebGpuEngine.create(device, predicting));
    });
  } catch (error) {
    device.destroy();
    throw error;
  }
}

class WebGpuTrainer implements Trainer {
  readonly device = 'webgpu';
  readonly threads = 1;
  readonly fingerprint: string;
  readonly #module: WebGpuTrainingModule;
  readonly #device: WatchedDevice;
  readonly #shared: ParameterBuffers;
  readonly #step: StepProgram;
  readonly #update: UpdateProgram;
  readonly #uploads: Uploads;
  readonly #encode: StepEncoder;
  readonly #results: ReadbackRing;
  readonly #pending = new Set<Promise<unknown>>();
  readonly #createInference: () => Promise<Engine>;
  /** Made when it is first wanted. */
  #inference: Engine | undefined;
  /** What inference is prepared for. */
  #prepared: Weights | undefined;
  #rate = NaN;

  constructor(
    module: WebGpuTrainingModule,
    device: WatchedDevice,
    shared: ParameterBuffers,
    step: StepProgram,
    update: UpdateProgram,
    createInference: () => Promise<Engine>,
  ) {
    this.fingerprint = module.training.webgpu.fingerprint;
    this.#module = module;
    this.#device = device;
    this.#shared = shared;
    this.#step = step;
    this.#update = update;
    this.#uploads = new Uploads(device, step.program, shared.plan.update.accumulate);
    this.#encode = new StepEncoder(device, shared, step, update, this.#uploads);
    this.#results = new ReadbackRing(device.device);
    this.#createInference = createInference;
  }

  async step(inputs: StepInputs): Promise<{ readonly result: Promise<StepResult> }> {
    await this.#reserve(inputs.batch / this.#shared.plan.update.accumulate);
    await this.#uploads.reserve(inputs.batch);
    if (inputs.onGradients) await this.#exchange(inputs, inputs.onGradients);
    this.#prepared = undefined;
    let submitted = (): void => undefined;
    const begun = new Promise<void>((resolve) => (submitted = resolve));
    const done = this.#results.borrow(resultBytes, (readback) =>
      this.#device.work(`train on a batch of ${inputs.batch}`, async () => {
        this.#submitStep(inputs, readback);
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

  /** Parameters are folded by the host, as it does in modules that predict alone: with the same bits. */
  async logits(images: Images, batch: number, of: Weights): Promise<Float32Array> {
    const { model, prepare } = this.#module;
    const inference = (this.#inference ??= await this.#device.work('prepare inference', this.#createInference));
    if (this.#prepared !== of) await inference.prepare(prepareState(prepare, await this.#readState(of)));
    this.#prepared = of;
    return logitsOf(model, inference, images, batch);
  }

  async estimateStatistics(images: Images, batch: number, index: number): Promise<void> {
    const { input } = this.#module.model;
    const { momenta = {} } = this.#module.training;
    const { plan, control } = this.#shared;
    const { accumulate } = plan.update;
    const [part, size] = [batch / accumulate, input[0] * input[1] * input[2]];
    await this.#reserve(part);
    this.#prepared = undefined;
    for (let k = 0; k < accumulate; k++) {
      const draw = index * accumulate + k;
      await this.#device.work(`estimate statistics on a batch of ${batch}`, async () => {
        this.#uploads.writePart(images.subarray(k * part * size, (k + 1) * part * size), part);
        this.#device.device.queue.writeBuffer(control, plan.control.part * 4, Uint32Array.of(draw));
        this.#submit((encoder) => {
          this.#encode.observation(encoder, part);
          this.#encode.forget(encoder);
        });
        const { recent, averaged } = await this.#shared.readStatistics(this.#step.tensors);
        addBatchStatistics(averaged, recent, momenta, draw);
        this.#shared.writeAveragedStatistics(averaged);
      });
    }
  }

  readState(): Promise<State> {
    return this.#readState('present');
  }

  read(): Promise<TrainingState> {
    return this.#device.work('read the parameters', () => this.#shared.read());
  }

  write(state: TrainingState): Promise<void> {
    this.#prepared = undefined;
    return this.#device.work('write the parameters', () => this.#shared.write(state));
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#pending);
    this.#device.destroy();
  }

  #readState(of: Weights): Promise<State> {
    return this.#device.work('read the parameters', () => this.#shared.readState(of));
  }

  #submit(encode: (encoder: GPUCommandEncoder) => void): void {
    const { device } = this.#device;
    const encoder = device.createCommandEncoder();
    encode(encoder);
    device.queue.submit([encoder.finish()]);
  }

  /** The whole step; where gradients were exchanged, its end. */
  #submitStep(inputs: StepInputs, readback: GPUBuffer): void {
    const { learningRate, batch, onGradients } = inputs;
    if (learningRate !== this.#rate)
      this.#device.device.queue.writeBuffer(this.#update.rate, 0, new Float32Array([learningRate]));
    this.#rate = learningRate;
    if (!onGradients) this.#uploads.write(inputs);
    this.#submit((encoder) => {
      if (!onGradients) this.#encode.batch(encoder, batch);
      this.#encode.end(encoder, readback, resultBytes);
    });
  }

  /** Hands out the gradients of a batch and takes back what comes; the step ends with them. */
  async #exchange(inputs: StepInputs, reduce: NonNullable<StepInputs['onGradients']>): Promise<void> {
    const { tensors } = this.#step;
    try {
      const flat = await this.#device.work(`train on a batch of ${inputs.batch}`, () => {
        this.#uploads.write(inputs);
        this.#submit((encoder) => this.#encode.batch(encoder, inputs.batch));
        return this.#shared.readGradients(tensors);
      });
      const { length } = flat;
      this.#shared.writeGradients(expectReduced(await reduce(flat), length), tensors);
    } catch (error) {
      this.#submit((encoder) => this.#encode.forget(encoder));
      throw error;
    }
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
    throw new NonFiniteError(this.#module.model.name, steps + 1, what, layer);
  }

  /** Runs the batch again and looks at what each kernel stores; steps that were begun meanwhile come before or after. */
  #diagnose(inputs: StepInputs): ReturnType<typeof findNonFinite> {
    const { accumulate } = this.#shared.plan.update;
    const parts = { part: inputs.batch / accumulate, parts: accumulate };
    return findNonFinite(this.#device, this.#shared, this.#step, parts, (encoder, after) => {
      this.#uploads.write(inputs);
      this.#encode.batch(encoder, inputs.batch, after);
      this.#encode.forget(encoder);
    });
  }

  async #reserve(batch: number): Promise<void> {
    const { program } = this.#step;
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
