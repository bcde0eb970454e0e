import {
  adamW,
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  rmsProp,
  sgd,
  training,
  type TrainedNetwork,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import finetuning from '../fixtures/finetuning.json' with { type: 'json' };

type Values = Readonly<Record<string, readonly number[]>>;

/** What PyTorch makes of some steps, of which parts are frozen or have a rate or decay of their own. */
export interface FinetuningCase {
  readonly optimizer: { readonly kind: keyof typeof optimizers; readonly weightDecay: number };
  /** What `training` is told besides. */
  readonly options: TrainingOptions;
  /** Of each step. */
  readonly losses: readonly number[];
  /** After all steps. */
  readonly state: Values;
  /** With averaged statistics, where `ema` is declared. */
  readonly average?: Values;
}

/** The steps of finetuning.py, on the batches of {@link averagedBatch}. */
export const finetunings = finetuning as unknown as {
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly initial: Values;
  readonly cases: readonly FinetuningCase[];
};

const optimizers = { sgd, adamW, rmsProp };

/** Two convolutions with batch norms, the second's of momentum 0.3, and their training as a case declares it. */
export function finetunedNetwork({ optimizer: { kind, ...rest }, options }: FinetuningCase): TrainedNetwork {
  const { input, classes } = finetunings;
  const layers = {
    conv1: conv(4, { kernel: 3 }),
    bn1: batchNorm(),
    relu1: relu(),
    conv2: conv(4, { kernel: 3 }),
    bn2: batchNorm({ momentum: 0.3 }),
    relu2: relu(),
    pool: globalAveragePool(),
    fc: dense(classes),
  };
  return training(network({ input }, layers), { optimizer: optimizers[kind](rest), ...options });
}
