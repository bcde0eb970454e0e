import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import type { WebGpuTrainingModule } from '../../compiled-module.ts';
import { addBatchStatistics } from '../../training/estimate-statistics.ts';
import { expectReduced } from '../../training/expect-reduced.ts';
import type { ReduceGradients, StepInputs, Trainer, TrainingState, Weights } from '../../training/trainer.ts';
import type { State } from '../../weights.ts';
import { requiredFeatures } from '../features.ts';
import type { FoundAdapter } from '../find-adapter.ts';
import { expectFits, largestLimits } from '../limits.ts';
import { planFor } from '../plan-for.ts';
import { ReadbackRing } from '../readback-ring.ts';
import { WatchedDevice } from '../watched-device.ts';
import { WebGpuEngine } from '../web-gpu-engine.ts';
import { findNonFinite } from './find-non-finite.ts';
import { needsOfTraining } from './needs-of-training.ts';
import { ParameterBuffers } from './parameter-buffers.ts';
import { Prediction } from './prediction.ts';
import { readGradients } from './read-gradients.ts';
import { StepEncoder } from './step-encoder.ts';
import { createStepProgram, reserveStep } from './step-program.ts';
import { resultBytes, stepResult } from './step-result.ts';
import { createUpdateProgram } from './update-program.ts';
import { Uploads } from './uploads.ts';

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
  const predicting = planFor(module.webgpu, adapter);
  const plan = planFor(module.training.webgpu, adapter);
  expectFits(needsOfTraining(plan), adapter.limits, 'network');
  const device = await WatchedDevice.request(
    found,
    { requiredFeatures: requiredFeatures(predicting, adapter), requiredLimits: largestLimits(adapter.limits) },
    'load the network again, and restore a checkpoint',
  );
  const prediction = new Prediction(module, () =>
    device.work('prepare inference', () => WebGpuEngine.create(device, predicting)),
  );
  try {
    return await device.work('prepare training', () => trainerOn(device, module, plan, initial, prediction));
  } catch (error) {
    device.destroy();
    throw error;
  }
}

async function trainerOn(
  device: WatchedDevice,
  { model, training }: WebGpuTrainingModule,
  plan: WebGpuTrainingPlan,
  initial: TrainingState,
  prediction: Prediction,
): Promise<Trainer> {
  const { fingerprint } = training.webgpu;
  const { accumulate } = plan.update;
  const { queue } = device.device;
  const shared = new ParameterBuffers(device, plan, model.parameters);
  const step = await createStepProgram(device, shared);
  shared.write(initial);
  const update = await createUpdateProgram(device, shared, step.tensors);
  const uploads = new Uploads(device, step.program, accumulate);
  const encode = new StepEncoder(device, shared, step, update, uploads);
  const results = new ReadbackRing(device.device);
  const pending = new Set<Promise<unknown>>();
  let rate = NaN;

  const submit = (encodeAll: (encoder: GPUCommandEncoder) => void): void => {
    const encoder = device.device.createCommandEncoder();
    encodeAll(encoder);
    queue.submit([encoder.finish()]);
  };

  /** The whole step; where gradients were exchanged, its end. */
  const submitStep = (inputs: StepInputs, readback: GPUBuffer): void => {
    const { learningRate, batch, onGradients } = inputs;
    if (learningRate !== rate) queue.writeBuffer(update.rate, 0, new Float32Array([learningRate]));
    rate = learningRate;
    if (!onGradients) uploads.write(inputs);
    submit((encoder) => {
      if (!onGradients) encode.batch(encoder, batch);
      encode.end(encoder, readback, resultBytes);
    });
  };

  /** Hands out the gradients of a batch and takes back what comes; the step ends with them. */
  const exchange = async (inputs: StepInputs, reduce: ReduceGradients): Promise<void> => {
    try {
      const flat = await device.work(`train on a batch of ${inputs.batch}`, () => {
        uploads.write(inputs);
        submit((encoder) => encode.batch(encoder, inputs.batch));
        return shared.readGradients(step.tensors);
      });
      const { length } = flat;
      shared.writeGradients(expectReduced(await reduce(flat), length), step.tensors);
    } catch (error) {
      submit((encoder) => encode.forget(encoder));
      throw error;
    }
  };

  /** Runs the batch again and looks at what each kernel stores; steps that were begun meanwhile come before or after. */
  const diagnose = (inputs: StepInputs): ReturnType<typeof findNonFinite> =>
    device.work('find what is not finite', () =>
      findNonFinite(device, shared, step, { part: inputs.batch / accumulate, parts: accumulate }, (encoder, after) => {
        uploads.write(inputs);
        encode.batch(encoder, inputs.batch, after);
        encode.forget(encoder);
      }),
    );

  const readState = (of: Weights): Promise<State> => device.work('read the parameters', () => shared.readState(of));

  return {
    device: 'webgpu',
    threads: 1,
    fingerprint,
    async step(inputs) {
      const { batch, onGradients } = inputs;
      await reserveStep(device, step, batch / accumulate);
      await uploads.reserve(batch);
      if (onGradients) await exchange(inputs, onGradients);
      prediction.forget();
      let submitted = (): void => undefined;
      const begun = new Promise<void>((resolve) => (submitted = resolve));
      const done = results.borrow(resultBytes, (readback) =>
        device.work(`train on a batch of ${batch}`, async () => {
          submitStep(inputs, readback);
          submitted();
          await readback.mapAsync(1);
          const words = readback.getMappedRange(0, resultBytes).slice(0);
          readback.unmap();
          return words;
        }),
      );
      await Promise.race([begun, done]);
      const result = done.then((words) => stepResult(model.name, words, () => diagnose(inputs)));
      pending.add(result);
      void result.catch(() => undefined).finally(() => pending.delete(result));
      return { result };
    },
    async gradients(inputs, of) {
      const { batch } = inputs;
      await reserveStep(device, step, batch / accumulate);
      await uploads.reserve(batch);
      return device.work(`differentiate on a batch of ${batch}`, () => {
        uploads.write(inputs);
        return readGradients(device, shared, step, encode, model, batch, of);
      });
    },
    compute: (compute, images, batch, of) => prediction.compute(compute, images, batch, of, readState),
    async estimateStatistics(images, batch, index) {
      const [part, size] = [batch / accumulate, images.length / accumulate];
      await reserveStep(device, step, part);
      prediction.forget();
      for (let k = 0; k < accumulate; k++) {
        const draw = index * accumulate + k;
        await device.work(`estimate statistics on a batch of ${batch}`, async () => {
          uploads.writePart(images.subarray(k * size, (k + 1) * size), part);
          queue.writeBuffer(shared.control, plan.control.part * 4, Uint32Array.of(draw));
          submit((encoder) => {
            encode.observation(encoder, part);
            encode.forget(encoder);
          });
          const { recent, averaged } = await shared.readStatistics(step.tensors);
          addBatchStatistics(averaged, recent, training.momenta ?? {}, draw);
          shared.writeAveragedStatistics(averaged);
        });
      }
    },
    readState: () => readState('present'),
    read: () => device.work('read the parameters', () => shared.read()),
    write(state) {
      prediction.forget();
      return device.work('write the parameters', () => shared.write(state));
    },
    async dispose() {
      await Promise.allSettled(pending);
      device.destroy();
    },
  };
}
