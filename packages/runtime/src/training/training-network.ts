import type { CompiledModule } from '../compiled-module.ts';
import type { Images, State } from '../engine.ts';
import { bytesOf, describe, imagesOf } from '../arrays.ts';
import { checkNames } from '../check-names.ts';
import { createQueue, type Network } from '../network.ts';
import { checkRecord, copyState } from '../state.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { targetsOf, type Labels } from './targets.ts';
import { beginTraining, type ReduceGradients, type Trainer, type TrainingState, type Weights } from './trainer.ts';
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

/** A batch on which statistics are estimated. */
export interface Estimated {
  readonly images: Images;
  /** Which of the batches it is: 0 begins anew. */
  readonly index: number;
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
  /** The moving average of parameters and running statistics. @throws {Error} where none is declared; so do the next three. */
  averagedStateDict(): Promise<Record<string, Float32Array>>;
  /** `predict` of the average. */
  predictAveraged(images: Images): Promise<Float32Array>;
  /** `evaluate` of the average. */
  evaluateAveraged(options: Evaluated): Promise<StepResult>;
  /**
   * Estimates the average's running statistics on one of several batches, called for one after the other, as
   * torch.optim.swa_utils.update_bn; steps go on averaging from there. @throws {Error} where one is not finite: then the
   * first batch comes next.
   */
  estimateStatistics(options: Estimated): Promise<void>;
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
  /** Batches on which the average's statistics were estimated last. */
  let estimated = 0;
  const expectAverage = (call: string): void => {
    if (!declaration.ema) throw new Error(`${model.name}: ${call}: the network has no average; declare one, training(network, { ema: 0.999 }), and compile it again`);
  };
  const predict = async (call: string, given: Images, of: Weights): Promise<Float32Array> => {
    if (of === 'average') expectAverage(call);
    const [images, batch] = imagesOf(model, given);
    return inOrder(() => trainer.logits(images, batch, of));
  };
  const evaluate = async (call: string, options: Evaluated, of: Weights): Promise<StepResult> => {
    if (of === 'average') expectAverage(call);
    checkNames<Evaluated>(`${model.name}: ${call}`, options, { images: true, labels: true }, [...ofBatches, 'learningRate', 'onGradients']);
    const [images, batch] = imagesOf(model, options.images);
    const targets = targetsOf(model, options.labels, batch);
    return inOrder(async () => lossOf(await trainer.logits(images, batch, of), targets, model.classes, declaration.labelSmoothing));
  };
  /** @throws {TypeError} for a number of images that cannot be trained on. */
  const expectTrainable = (batch: number): void => {
    if (batch % declaration.accumulate !== 0) throw new TypeError(`${model.name}: ${batch} images cannot be cut into ${declaration.accumulate} equal parts (accumulate)`);
    if ((batch / declaration.accumulate) * smallestCount < 2) throw new TypeError(`${model.name}: batch norm over a single value: a batch of ${batch / declaration.accumulate} on a 1×1 map; train with larger batches`);
  };
  return {
    training: trainingInfo(module),
    device: trainer.device,
    threads: trainer.threads,
    predict: (given) => predict('predict', given, 'present'),
    predictAveraged: (given) => predict('predictAveraged', given, 'average'),
    async trainStep(options) {
      checkNames<StepOptions>(`${model.name}: trainStep`, options, { images: true, labels: true, learningRate: true, onGradients: true }, ofBatches);
      const { labels, learningRate, onGradients } = options;
      const [images, batch] = imagesOf(model, options.images);
      const targets = targetsOf(model, labels, batch);
      if (!Number.isFinite(learningRate) || learningRate < 0) throw new TypeError(`${model.name}: learningRate is ${String(learningRate)}; expected a number of at least 0`);
      expectTrainable(batch);
      const begun = await inOrder(() => trainer.step({ images, targets, batch, learningRate, ...(onGradients ? { onGradients } : {}) }));
      return begun.result;
    },
    evaluate: (options) => evaluate('evaluate', options, 'present'),
    evaluateAveraged: (options) => evaluate('evaluateAveraged', options, 'average'),
    async estimateStatistics(options) {
      expectAverage('estimateStatistics');
      checkNames<Estimated>(`${model.name}: estimateStatistics`, options, { images: true, index: true }, [...ofBatches, 'labels']);
      const { index } = options;
      const [images, batch] = imagesOf(model, options.images);
      expectTrainable(batch);
      return inOrder(async () => {
        if (index !== 0 && index !== estimated) throw new TypeError(`${model.name}: estimateStatistics: index is ${String(index)}; expected 0, the first batch${estimated ? `, or ${estimated}, the next one` : ''}`);
        estimated = 0;
        await trainer.estimateStatistics(images, batch, index);
        estimated = index + 1;
      });
    },
    stateDict: () => inOrder(async () => Object.fromEntries(await trainer.readState())),
    async averagedStateDict() {
      expectAverage('averagedStateDict');
      return inOrder(async () => Object.fromEntries(await copyState((await trainer.read()).averages)));
    },
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
