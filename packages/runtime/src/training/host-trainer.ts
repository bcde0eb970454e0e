import type { TrainingModule } from '../compiled-module.ts';
import { found } from '@resnet-compile/ir';
import type { Engine } from '../engine.ts';
import { prepareState } from '../prepare.ts';
import { copyState } from '../state.ts';
import { NonFiniteError } from './non-finite-error.ts';
import type { ThreadPool } from '../threads/thread-pool.ts';
import type { OptimizerState } from './optimizer-state.ts';
import { layerGradients } from './loss-gradients.ts';
import { addBatchStatistics, withoutStatistics } from './estimate-statistics.ts';
import type { BatchInputs, StepInputs, Trainer, Weights } from './trainer.ts';
import type { StepResult, TrainingEngine } from './training-engine.ts';

/** Trains with engines that compute on these threads: parameters, moments and the update are the host's. */
export function createHostTrainer(
  { model, prepare, training }: TrainingModule,
  inference: Engine,
  engine: TrainingEngine,
  optimizer: OptimizerState,
  pool: ThreadPool,
): Trainer {
  const { declaration, prepare: prepareTraining, momenta = {} } = training;
  /** What inference is prepared for. */
  let prepared: Weights | undefined;
  const size = model.input[0] * model.input[1] * model.input[2];

  /** Makes room for a batch, and gives its parts. */
  const partsOf = ({ images, targets, batch }: BatchInputs) => {
    const count = declaration.accumulate;
    const part = batch / count;
    engine.reserve(part);
    // Both programs use one memory.
    prepared = undefined;
    return Array.from(
      { length: count },
      (_, index) =>
        [
          images.subarray(index * part * size, (index + 1) * part * size),
          targets.subarray(index * part * model.classes, (index + 1) * part * model.classes),
          part,
        ] as const,
    );
  };

  /** Forward and backward: the optimiser has the gradients then, and the state the statistics. `after` sees each part. */
  const differentiate = async (
    parts: ReturnType<typeof partsOf>,
    after?: (index: number) => void,
  ): Promise<StepResult> => {
    let [loss, correct] = [0, 0];
    for (const [index, inputs] of parts.entries()) {
      engine.drawMasks(optimizer.seed, optimizer.step * parts.length + index);
      const result = await engine.run(prepareState(prepareTraining, optimizer.state), ...inputs);
      loss += result.loss / parts.length;
      correct += result.correct;
      await optimizer.addGradients(index, pool);
      for (const [name, values] of engine.statistics) found(optimizer.state, name).set(values);
      after?.(index);
    }
    return { loss, correct };
  };

  const backTo = (statistics: ReturnType<typeof optimizer.copyStatistics>): void => {
    for (const [name, values] of statistics) found(optimizer.state, name).set(values);
  };

  const step = async ({ learningRate, onGradients, ...batch }: StepInputs): Promise<StepResult> => {
    pool.slices.begin();
    const parts = partsOf(batch);
    const before = optimizer.copyStatistics();
    try {
      const { loss, correct } = await differentiate(parts);
      if (onGradients) await optimizer.exchange(onGradients);
      const norm = await optimizer.norm(pool);
      const statistic = optimizer.firstNonFiniteStatistic();
      if (!Number.isFinite(loss) || !Number.isFinite(norm) || statistic !== undefined) {
        let layer: string | undefined;
        for (const part of parts) layer ??= await engine.diagnose(...part);
        const what = !Number.isFinite(loss)
          ? `the loss is ${loss}`
          : !Number.isFinite(norm)
            ? 'a gradient is not finite'
            : `${statistic} is not finite`;
        throw new NonFiniteError(model.name, optimizer.step + 1, what, layer);
      }
      await optimizer.update(learningRate, norm, pool);
      return { loss, correct };
    } catch (error) {
      backTo(before);
      throw error;
    }
  };

  const gradients: Trainer['gradients'] = async (batch, of) => {
    pool.slices.begin();
    const parts = partsOf(batch);
    const before = optimizer.copyStatistics();
    const ofLayers = layerGradients(model, batch.batch, parts.length);
    try {
      const result = await differentiate(parts, (index) =>
        engine.readTaps(batch.batch / parts.length, ofLayers.part(index)),
      );
      return { ...result, gradients: ofLayers.among(of, (name) => optimizer.copyGradient(name)) };
    } finally {
      backTo(before);
    }
  };

  return {
    device: inference.device,
    threads: inference.threads,
    fingerprint: engine.fingerprint,
    async step(inputs) {
      const result = await step(inputs);
      return { result: Promise.resolve(result) };
    },
    gradients,
    async compute(compute, images, batch, of) {
      if (prepared !== of)
        await inference.prepare(prepareState(prepare, of === 'average' ? optimizer.averages : optimizer.state));
      prepared = of;
      return compute(model, inference, images, batch);
    },
    async estimateStatistics(images, batch, index) {
      pool.slices.begin();
      const parts = declaration.accumulate;
      const part = batch / parts;
      engine.reserve(part);
      prepared = undefined;
      const average = prepareState(prepareTraining, withoutStatistics(optimizer.averages, momenta));
      for (let k = 0; k < parts; k++) {
        const draw = index * parts + k;
        engine.drawMasks(optimizer.seed, optimizer.step * parts + draw);
        await engine.observe(average, images.subarray(k * part * size, (k + 1) * part * size), part);
        addBatchStatistics(optimizer.averages, engine.statistics, momenta, draw);
      }
    },
    readState: () => copyState(optimizer.state),
    read: async () => optimizer,
    async write(state) {
      await optimizer.write(state);
      engine.forget();
      prepared = undefined;
    },
    dispose() {
      engine.dispose();
      return inference.dispose();
    },
  };
}
