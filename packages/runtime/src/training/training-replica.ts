import type { TrainingModule } from '../compiled-module.ts';
import { computeLogits, computeOutputs, type Compute } from '../compute-outputs.ts';
import type { Images } from '../engine.ts';
import type { State } from '../weights.ts';
import { createQueue } from '../queue.ts';
import type { Replica } from '../replica.ts';
import { copyState } from '../state.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import type { LossGradients } from './loss-gradients.ts';
import { evaluateLoss } from './loss.ts';
import { beginTraining, type BatchInputs, type StepInputs, type Trainer, type Weights } from './trainer.ts';
import type { StepResult } from './training-engine.ts';

/** A training network where it lives. */
export interface TrainingReplica extends Replica {
  trainStep(inputs: StepInputs): Promise<StepResult>;
  gradients(inputs: BatchInputs, of: readonly string[]): Promise<LossGradients>;
  evaluate(images: Images, targets: Float32Array, batch: number): Promise<StepResult>;
  averagedStateDict(): Promise<Record<string, Float32Array>>;
  predictAveraged: Replica['predict'];
  runAveraged: Replica['run'];
  evaluateAveraged: TrainingReplica['evaluate'];
  /** `index`: of the batches, whose mean the statistics are then; 0 begins anew. */
  estimateStatistics(images: Images, batch: number, index: number): Promise<void>;
  checkpoint(): Promise<Uint8Array>;
  restore(checkpoint: Uint8Array): Promise<void>;
}

/** What it can be asked for in a worker besides what every replica can. */
export const trainingMethods = [
  'trainStep',
  'gradients',
  'evaluate',
  'averagedStateDict',
  'predictAveraged',
  'runAveraged',
  'evaluateAveraged',
  'estimateStatistics',
  'checkpoint',
  'restore',
] as const satisfies readonly (keyof TrainingReplica)[];

/** The network over a trainer on this thread. */
export function createTrainerReplica(
  { model, training }: TrainingModule,
  trainer: Trainer,
  seed: number,
): TrainingReplica {
  const { declaration, moments } = training;
  const inOrder = createQueue();
  const begin = (state: State) => beginTraining(state, model.parameters, moments, declaration.ema !== null, seed);
  const answer =
    <Result>(compute: Compute<Result>, of: Weights) =>
    (images: Images, batch: number): Promise<Result> =>
      inOrder(() => trainer.compute(compute, images, batch, of));
  const evaluate =
    (of: Weights): TrainingReplica['evaluate'] =>
    (images, targets, batch) =>
      inOrder(async () =>
        evaluateLoss(
          training.code.loss,
          await trainer.compute(computeLogits, images, batch, of),
          targets,
          model.classes,
        ),
      );
  return {
    device: trainer.device,
    threads: trainer.threads,
    predict: answer(computeLogits, 'present'),
    run: (images, batch, targets) => answer(computeOutputs(targets), 'present')(images, batch),
    predictAveraged: answer(computeLogits, 'average'),
    runAveraged: answer(computeOutputs(), 'average'),
    trainStep: async (inputs) => (await inOrder(() => trainer.step(inputs))).result,
    gradients: (inputs, of) => inOrder(() => trainer.gradients(inputs, of)),
    evaluate: evaluate('present'),
    evaluateAveraged: evaluate('average'),
    estimateStatistics: (images, batch, index) => inOrder(() => trainer.estimateStatistics(images, batch, index)),
    stateDict: () => inOrder(async () => Object.fromEntries(await trainer.readState())),
    averagedStateDict: () => inOrder(async () => Object.fromEntries(await copyState((await trainer.read()).averages))),
    loadStateDict: (state) => inOrder(async () => trainer.write(begin(state))),
    checkpoint: () =>
      inOrder(async () => writeCheckpoint(model, await trainer.read(), declaration, trainer.fingerprint)),
    restore: (bytes) => inOrder(async () => trainer.write(readCheckpoint(model, bytes, training, trainer.fingerprint))),
    dispose: () => inOrder(async () => trainer.dispose()),
  };
}
