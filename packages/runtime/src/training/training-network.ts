import { boolean, callback, checkOptions, integer, kind, listOf, required, shown, text } from '@resnet-compile/options';
import { bytesOf, imagesOf } from '../arrays.ts';
import type { TrainingModule } from '../compiled-module.ts';
import type { Images } from '../engine.ts';
import { callsOf, computeBy, type Network } from '../network.ts';
import { asyncDispose, holdReplica } from '../replica.ts';
import { checkTakeOptions, take, type TakeOptions } from '../take.ts';
import { createCallbackScope } from './callback-scope.ts';
import { namesOfGradients, type LossGradients } from './loss-gradients.ts';
import { targetsOf, type Labels } from './targets.ts';
import type { ReduceGradients } from './trainer.ts';
import { trainingInfo, type TrainingInfo } from './training-info.ts';
import type { StepResult } from './training-engine.ts';
import type { TrainingReplica } from './training-replica.ts';

/** Images with their labels. */
export interface Evaluated extends TakeOptions {
  readonly images: Images;
  readonly labels: Labels;
}

export interface StepOptions extends Evaluated {
  readonly learningRate: number;
  /**
   * Called between backward and update with all gradients, in the order of the parameters, and then the new running
   * statistics, of what is not frozen; what it returns takes their place. For data parallelism: average them over all replicas. A call of the
   * network within it is refused, since it would wait for the step that waits for it.
   */
  readonly onGradients?: ReduceGradients;
}

/** A batch on which the loss is differentiated. */
export interface Differentiated extends Evaluated {
  /**
   * By what: names or patterns such as `layer1.*.weight`, of trained parameters and of the layers that the model file's
   * `training` names as its `gradients`; all by default.
   */
  readonly of?: readonly string[];
}

/** A batch on which statistics are estimated. */
export interface Estimated extends TakeOptions {
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
  /**
   * The gradients of the loss that a step on this batch would make its update of: by the batch's statistics, before clipping and decay,
   * finite or not. Nothing changes.
   * @throws {TypeError} as `trainStep`, {@link RangeError} for a batch that does not fit into memory and a pattern that fits no name.
   */
  gradients(options: Differentiated): Promise<LossGradients>;
  /** Loss and number of correct images, with running statistics; any number of images. */
  evaluate(options: Evaluated): Promise<StepResult>;
  /** The moving average of parameters and running statistics. @throws {Error} where none is declared; so do the next four. */
  averagedStateDict(): Promise<Record<string, Float32Array>>;
  /** `predict` of the average. */
  predictAveraged: Network['predict'];
  /** `run` of the average. */
  runAveraged: Network['run'];
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
  restore(checkpoint: Uint8Array, options?: TakeOptions): Promise<void>;
}

// What they hold is looked at where they are taken.
const images = required(kind('a Float32Array or Uint8Array', () => true));
const labels = required(kind('an Int32Array of classes or a Float32Array of N×classes', () => true));
/** Rates are float32 on every device: beyond, they are infinity. */
const rate = required(
  kind(
    'a number of at least 0 that a float32 can hold',
    (value) => typeof value === 'number' && value >= 0 && Math.fround(value) < Infinity,
    (value) => typeof value === 'number',
  ),
);
/** What batches have besides: they may be handed over as they are. */
const ofBatches = ['step', 'indices', 'skipped', 'release'];

/** The training network as its callers have it: checks and takes what it is given before a call returns. */
export function createTrainingNetwork(module: TrainingModule, loaded: TrainingReplica): TrainingNetwork {
  const { model } = module;
  const training = trainingInfo(module);
  const held = holdReplica(model.name, loaded);
  const refusal = `${model.name}: a call of the network within onGradients would wait for the step that waits for it; call it before the step or after it`;
  const scope = createCallbackScope(
    `${model.name}: a call has waited for onGradients for 5 s. If onGradients awaits it, neither ends: ${refusal}`,
  );
  const expectOutside = (): void => {
    if (scope.isInside()) throw new Error(refusal);
  };
  const get = (): TrainingReplica => (expectOutside(), held.get());
  const dispose = async (): Promise<void> => (expectOutside(), held.dispose());
  const taken = (images: Images, targets: Float32Array, transfer = false): readonly [Images, Float32Array] =>
    take(`${model.name}: the batch`, [images, targets], transfer);

  /** Batches on which the average's statistics were estimated last. */
  let estimated = 0;
  const getAveraged = (instead: string) => (): TrainingReplica => {
    if (training.average === null)
      throw new Error(
        `${model.name}: no moving average is declared; compile the network with training({ ema: 0.999 })${instead}`,
      );
    return get();
  };
  const evaluate =
    (call: 'evaluate' | 'evaluateAveraged', getReplica: () => TrainingReplica): TrainingNetwork['evaluate'] =>
    async (options) => {
      checkOptions<Evaluated>(
        `${model.name}: ${call}`,
        options,
        { images, labels, transfer: boolean },
        { ignored: [...ofBatches, 'learningRate', 'onGradients'] },
      );
      const [given, batch] = imagesOf(model, options.images, 1);
      const targets = targetsOf(model, options.labels, batch);
      const replica = getReplica();
      return replica[call](...taken(given, targets, options.transfer), batch);
    };

  return {
    device: loaded.device,
    threads: loaded.threads,
    training,
    ...callsOf(model, get),
    async trainStep(options) {
      checkOptions<StepOptions>(
        `${model.name}: trainStep`,
        options,
        { images, labels, learningRate: rate, onGradients: callback, transfer: boolean },
        { ignored: ofBatches },
      );
      const { learningRate, onGradients } = options;
      const [given, batch] = imagesOf(model, options.images, 1);
      const targets = targetsOf(model, options.labels, batch);
      expectTrainable(model.name, batch, training);
      const replica = get();
      const [own, ownTargets] = taken(given, targets, options.transfer);
      return replica.trainStep({
        images: own,
        targets: ownTargets,
        batch,
        learningRate,
        ...(onGradients ? { onGradients: (values: Float32Array) => scope.run(() => onGradients(values)) } : {}),
      });
    },
    async gradients(options) {
      checkOptions<Differentiated>(
        `${model.name}: gradients`,
        options,
        { images, labels, of: listOf(text, "a list of names or patterns, such as ['fc.*']"), transfer: boolean },
        { ignored: [...ofBatches, 'learningRate'] },
      );
      const [given, batch] = imagesOf(model, options.images, 1);
      const targets = targetsOf(model, options.labels, batch);
      expectTrainable(model.name, batch, training);
      const names = namesOfGradients(model, options.of ?? ['*']);
      const replica = get();
      const [own, ownTargets] = taken(given, targets, options.transfer);
      return replica.gradients({ images: own, targets: ownTargets, batch }, names);
    },
    evaluate: evaluate('evaluate', get),
    averagedStateDict: async () => getAveraged(', or take stateDict()')().averagedStateDict(),
    predictAveraged: computeBy(model, 'predictAveraged', getAveraged(', or call predict'), (replica, ...given) =>
      replica.predictAveraged(...given),
    ),
    runAveraged: computeBy(model, 'runAveraged', getAveraged(', or call run'), (replica, ...given) =>
      replica.runAveraged(...given),
    ),
    evaluateAveraged: evaluate('evaluateAveraged', getAveraged(', or call evaluate')),
    async estimateStatistics(options) {
      checkOptions<Estimated>(
        `${model.name}: estimateStatistics`,
        options,
        { images, index: required(integer(0)), transfer: boolean },
        { ignored: [...ofBatches, 'labels'] },
      );
      const { index } = options;
      const [given, batch] = imagesOf(model, options.images, 1);
      expectTrainable(model.name, batch, training);
      const replica = getAveraged('')();
      if (index !== 0 && index !== estimated)
        throw new TypeError(
          `${model.name}: estimateStatistics: index is ${index}; expected 0, the first batch${estimated ? `, or ${estimated}, the next one` : ''}`,
        );
      const [own] = take(`${model.name}: images`, [given], options.transfer);
      estimated = index + 1;
      await replica.estimateStatistics(own, batch, index).catch((error: unknown) => {
        estimated = 0;
        throw error;
      });
    },
    checkpoint: async () => get().checkpoint(),
    async restore(given, options) {
      const { transfer } = checkTakeOptions(`${model.name}: restore`, options);
      const bytes = bytesOf(`${model.name}: the checkpoint's bytes`, given);
      if (!bytes) throw new TypeError(`${model.name}: the checkpoint is ${shown(given)}; expected a Uint8Array`);
      return get().restore(take(`${model.name}: the checkpoint`, [bytes], transfer)[0]);
    },
    dispose,
    ...asyncDispose(dispose),
  };
}

/** @throws {TypeError} where no step can be made on a batch. */
function expectTrainable(
  name: string,
  batch: number,
  { declaration: { accumulate }, batch: { least } }: TrainingInfo,
): void {
  if (batch % accumulate !== 0)
    throw new TypeError(`${name}: ${batch} images cannot be cut into ${accumulate} equal parts (accumulate)`);
  if (batch < least)
    throw new TypeError(
      `${name}: batch norm over a single value: a batch of ${batch / accumulate} on a 1×1 map; train with larger batches`,
    );
}
