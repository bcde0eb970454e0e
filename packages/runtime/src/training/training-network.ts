import type { CompiledModule } from '../compiled-module.ts';
import type { Images, State } from '../engine.ts';
import { bytesOf, describe, imagesOf } from '../arrays.ts';
import { checkNames } from '../check-names.ts';
import { createQueue, type Network } from '../network.ts';
import { checkRecord, copyState } from '../state.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { targetsOf, type Labels } from './targets.ts';
import { beginTraining, type ReduceGradients, type Trainer, type TrainingState } from './trainer.ts';
import type { StepResult } from './training-engine.ts';
import { trainingInfo, type TrainingInfo } from './training-info.ts';
import { momentsOf } from './training-options.ts';

/** Images with their labels. */
export interface Evaluated {
  readonly images: Images;
  readonly labels: Labels;
}

export interface StepOptions extends Evaluated {
  readonly learningRate: number;
  /**
   * Called between backward and update with all gradients, in the order of the parameters, and then the new running
   * statistics; what it returns takes their place. For data parallelism: average them over all replicas.
   */
  readonly onGradients?: ReduceGradients;
}

/** A network that trains. Calls may overlap; they run in the order of the calls. */
export interface TrainingNetwork extends Network {
  /** What a step takes, and how it was declared. */
  readonly training: TrainingInfo;
  /**
   * One step of the declared optimiser on a batch. @throws {TypeError} for images or labels that do not fit,
   * {@link RangeError} for a batch that does not fit into memory, `NonFiniteError` where the loss, a gradient or a
   * running statistic is not finite; the state is what it was then.
   */
  trainStep(options: StepOptions): Promise<StepResult>;
  /** Loss and number of correct images, with running statistics; any number of images. */
  evaluate(options: Evaluated): Promise<StepResult>;
  /** The moving average of the parameters, where one is declared, with the running statistics. */
  averagedStateDict(): Promise<Record<string, Float32Array>>;
  /** Parameters, running statistics, optimiser and step, as a safetensors file. */
  checkpoint(): Promise<Uint8Array>;
  /** Continues from a checkpoint, bit for bit. @throws {Error} for one of another network; nothing is changed then. */
  restore(checkpoint: Uint8Array): Promise<void>;
}

/** What batches have besides: they may be handed over as they are. */
const ofBatches = ['step', 'indices', 'skipped', 'release'];

/** The training network over one device's trainer. */
export function createTrainingNetwork(module: CompiledModule, trainer: Trainer, seed: number): TrainingNetwork {
  const { model } = module;
  const { declaration, smallestCount } = module.training!;
  const inOrder = createQueue(model.name);
  const begin = (state: State): TrainingState => beginTraining(state, model.parameters, momentsOf(declaration.optimizer), declaration.ema !== null, seed);
  return {
    training: trainingInfo(module),
    device: trainer.device,
    threads: trainer.threads,
    async predict(given) {
      const [images, batch] = imagesOf(model, given);
      return inOrder(() => trainer.logits(images, batch));
    },
    async trainStep(options) {
      checkNames<StepOptions>(`${model.name}: trainStep`, options, { images: true, labels: true, learningRate: true, onGradients: true }, ofBatches);
      const { labels, learningRate, onGradients } = options;
      const [images, batch] = imagesOf(model, options.images);
      const targets = targetsOf(model, labels, batch);
      if (!Number.isFinite(learningRate) || learningRate < 0) throw new TypeError(`${model.name}: learningRate is ${String(learningRate)}; expected a number of at least 0`);
      if (batch % declaration.accumulate !== 0) throw new TypeError(`${model.name}: ${batch} images cannot be cut into ${declaration.accumulate} equal parts (accumulate)`);
      if ((batch / declaration.accumulate) * smallestCount < 2) throw new TypeError(`${model.name}: batch norm over a single value: a batch of ${batch / declaration.accumulate} on a 1×1 map; train with larger batches`);
      const begun = await inOrder(() => trainer.step({ images, targets, batch, learningRate, ...(onGradients ? { onGradients } : {}) }));
      return begun.result;
    },
    async evaluate(options) {
      checkNames<Evaluated>(`${model.name}: evaluate`, options, { images: true, labels: true }, [...ofBatches, 'learningRate', 'onGradients']);
      const [images, batch] = imagesOf(model, options.images);
      const targets = targetsOf(model, options.labels, batch);
      return inOrder(async () => lossOf(await trainer.logits(images, batch), targets, model.classes, declaration.labelSmoothing));
    },
    stateDict: () => inOrder(async () => Object.fromEntries(await trainer.readState())),
    averagedStateDict: () => inOrder(async () => {
      const { state, averages } = await trainer.read();
      return Object.fromEntries(await copyState(new Map([...state, ...averages])));
    }),
    loadStateDict: (record) => inOrder(async () => trainer.write(begin(checkRecord(model, record)))),
    checkpoint: () => inOrder(async () => writeCheckpoint(model, await trainer.read(), trainer.fingerprint)),
    restore: (given) => inOrder(async () => {
      const bytes = bytesOf(given);
      if (!bytes) throw new TypeError(`${model.name}: the checkpoint is ${describe(given)}; expected a Uint8Array`);
      await trainer.write(readCheckpoint(model, bytes, declaration, trainer.fingerprint));
    }),
    dispose: () => inOrder.end(() => trainer.dispose()),
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
