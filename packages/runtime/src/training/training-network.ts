import type { CompiledModule } from '../compiled-module.ts';
import type { Engine, Images, State } from '../engine.ts';
import { batchOf, createQueue, logitsOf, type Network } from '../network.ts';
import { prepareState } from '../prepare.ts';
import { checkRecord } from '../state.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { OptimizerState } from './optimizer-state.ts';
import { targetsOf, type Labels } from './targets.ts';
import type { StepResult, TrainingEngine } from './training-engine.ts';

export interface StepOptions {
  readonly images: Images;
  readonly labels: Labels;
  readonly learningRate: number;
  /**
   * Called between backward and update with all gradients, in the order of the parameters, and then the new running
   * statistics; what it returns takes their place. For data parallelism: average them over all replicas.
   */
  readonly onGradients?: (values: Float32Array) => Float32Array | Promise<Float32Array>;
}

/** A network that trains. Calls may overlap; they run in the order of the calls. */
export interface TrainingNetwork extends Network {
  /**
   * One step of the declared optimiser on a batch. @throws {TypeError} for images or labels that do not fit,
   * {@link RangeError} for a batch that does not fit into memory, {@link NonFiniteError} where the loss, a gradient or a
   * running statistic is not finite; the state is what it was then.
   */
  trainStep(options: StepOptions): Promise<StepResult>;
  /** Loss and number of correct images, with running statistics; any number of images. */
  evaluate(options: { readonly images: Images; readonly labels: Labels }): Promise<StepResult>;
  /** The moving average of the parameters, where one is declared, with the running statistics. */
  averagedStateDict(): Promise<Record<string, Float32Array>>;
  /** Parameters, running statistics, optimiser and step, as a safetensors file. */
  checkpoint(): Promise<Uint8Array>;
  /** Continues from a checkpoint, bit for bit. @throws {Error} for one of another network; nothing is changed then. */
  restore(checkpoint: Uint8Array): Promise<void>;
}

/** The loss, a gradient or a running statistic is NaN or infinite. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError';
}

/** The training network over engines on this thread: one for inference, one for the step. */
export async function createTrainingNetwork({ model, prepare, training }: CompiledModule, inference: Engine, engine: TrainingEngine, initial: State, seed: number): Promise<TrainingNetwork> {
  const { declaration, prepare: prepareTraining, smallestCount } = training!;
  let state = initial;
  let optimizer = new OptimizerState(declaration, model.parameters, state, seed);
  let stale = true;
  const inOrder = createQueue(model.name);
  const size = model.input[0] * model.input[1] * model.input[2];

  const infer = async (images: Images, batch: number): Promise<Float32Array> => {
    if (stale) await inference.prepare(prepareState(prepare, state));
    stale = false;
    return logitsOf(model, inference, images, batch);
  };

  const step = async ({ images, learningRate, onGradients }: StepOptions, targets: Float32Array, batch: number): Promise<StepResult> => {
    const parts = declaration.accumulate;
    const part = batch / parts;
    engine.reserve(part);
    const before = optimizer.copyStatistics(state);
    const inputsOf = (index: number) =>
      [images.subarray(index * part * size, (index + 1) * part * size), targets.subarray(index * part * model.classes, (index + 1) * part * model.classes), part] as const;
    try {
      let [loss, correct] = [0, 0];
      optimizer.clearGradients();
      for (let index = 0; index < parts; index++) {
        engine.drawMasks(optimizer.seed, optimizer.step * parts + index);
        const result = engine.run(prepareState(prepareTraining, state), ...inputsOf(index));
        loss += result.loss / parts;
        correct += result.correct;
        optimizer.addGradients(engine.gradients, parts);
        for (const [name, values] of engine.statistics) state.get(name)!.set(values);
      }
      if (onGradients) await optimizer.exchange(state, onGradients);
      const norm = optimizer.norm();
      const statistic = optimizer.firstNonFiniteStatistic(state);
      if (!Number.isFinite(loss) || !Number.isFinite(norm) || statistic !== undefined) {
        const layer = Array.from({ length: parts }, (_, index) => inputsOf(index)).reduce<string | undefined>((found, inputs) => found ?? engine.diagnose(...inputs), undefined);
        const what = !Number.isFinite(loss) ? `the loss is ${loss}` : !Number.isFinite(norm) ? 'a gradient is not finite' : `${statistic} is not finite`;
        throw new NonFiniteError(`${model.name}: step ${optimizer.step + 1}: ${what}${layer === undefined ? '' : `; it began in ${layer}`}; the step changed nothing. Check the images and labels of this batch, or lower the learning rate.`);
      }
      optimizer.update(state, learningRate, norm);
      stale = true;
      return { loss, correct };
    } catch (error) {
      for (const [name, values] of before) state.get(name)!.set(values);
      throw error;
    }
  };

  return {
    device: inference.device,
    async predict(images) {
      const batch = batchOf(model, images);
      return inOrder(() => infer(images, batch));
    },
    async trainStep(options) {
      const batch = batchOf(model, options.images);
      const targets = targetsOf(model, options.labels, batch);
      if (!Number.isFinite(options.learningRate) || options.learningRate < 0) throw new TypeError(`${model.name}: learningRate is ${String(options.learningRate)}; expected a number of at least 0`);
      if (batch % declaration.accumulate !== 0) throw new TypeError(`${model.name}: ${batch} images cannot be cut into ${declaration.accumulate} equal parts (accumulate)`);
      if ((batch / declaration.accumulate) * smallestCount < 2) throw new TypeError(`${model.name}: batch norm over a single value: a batch of ${batch / declaration.accumulate} on a 1×1 map; train with larger batches`);
      return inOrder(() => step(options, targets, batch));
    },
    async evaluate({ images, labels }) {
      const batch = batchOf(model, images);
      const targets = targetsOf(model, labels, batch);
      return inOrder(async () => lossOf(await infer(images, batch), targets, model.classes, declaration.labelSmoothing));
    },
    stateDict: () => inOrder(async () => Object.fromEntries([...state].map(([name, values]) => [name, values.slice()]))),
    averagedStateDict: () => inOrder(async () => Object.fromEntries([...state].map(([name, values]) => [name, (optimizer.averages.get(name) ?? values).slice()]))),
    loadStateDict: (record) =>
      inOrder(async () => {
        state = checkRecord(model, record);
        optimizer = new OptimizerState(declaration, model.parameters, state, seed);
        stale = true;
      }),
    checkpoint: () => inOrder(async () => writeCheckpoint(model, state, optimizer, engine.fingerprint)),
    restore: (bytes) =>
      inOrder(async () => {
        const restored = readCheckpoint(model, bytes, declaration, engine.fingerprint);
        state = restored.state;
        optimizer = restored.optimizer;
        stale = true;
      }),
    dispose: () =>
      inOrder.end(() => {
        inference.dispose();
        engine.dispose();
      }),
  };
}

/** Cross entropy and number of correct rows of logits, N×classes. */
function lossOf(logits: Float32Array, targets: Float32Array, classes: number, labelSmoothing: number): StepResult {
  let [loss, correct] = [0, 0];
  const batch = logits.length / classes;
  for (let start = 0; start < logits.length; start += classes) {
    const [row, target] = [logits.subarray(start, start + classes), targets.subarray(start, start + classes)];
    const largest = row.reduce((a, b) => Math.max(a, b));
    const log = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    row.forEach((logit, k) => {
      loss -= ((1 - labelSmoothing) * target[k]! + labelSmoothing / classes) * (logit - largest - log);
    });
    if (row.indexOf(largest) === target.indexOf(target.reduce((a, b) => Math.max(a, b)))) correct++;
  }
  return { loss: loss / batch, correct };
}
