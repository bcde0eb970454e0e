import type { DeviceName } from '@resnet-compile/plan';
import { found, isTrained, type ParameterDeclaration } from '@resnet-compile/ir';
import type { Compute } from '../compute-outputs.ts';
import type { Images } from '../engine.ts';
import type { State } from '../weights.ts';
import type { LossGradients } from './loss-gradients.ts';
import type { StepResult } from './training-engine.ts';

/** Everything that training has changed: what a checkpoint holds. */
export interface TrainingState {
  /** Parameters and running statistics. */
  readonly state: State;
  /** By parameter, in the order of the optimiser's rule. */
  readonly moments: ReadonlyMap<string, readonly Float32Array[]>;
  /** The moving average of parameters and running statistics; empty where none is declared. */
  readonly averages: State;
  /** Steps made. */
  readonly step: number;
  /** Of the masks. */
  readonly seed: number;
}

/** A batch whose images and targets were checked. */
export interface BatchInputs {
  readonly images: Images;
  /** N×classes. */
  readonly targets: Float32Array;
  readonly batch: number;
}

/** A step on such a batch. */
export interface StepInputs extends BatchInputs {
  readonly learningRate: number;
  readonly onGradients?: ReduceGradients;
}

/** Takes gradients in the order of the parameters, then running statistics; what it returns takes their place. */
export type ReduceGradients = (values: Float32Array) => Float32Array | Promise<Float32Array>;

/** What a network computes with: its own parameters and running statistics, or their moving average. */
export type Weights = 'present' | 'average';

/** One device's way of training: it holds the state. A call begins when the one before has resolved. */
export interface Trainer {
  readonly device: DeviceName;
  /** Of the CPU, that compute. */
  readonly threads: number;
  /** What identifies the kernels: other ones may round differently. */
  readonly fingerprint: string;
  /** Begins a step. Its result may follow when other calls have begun. */
  step(inputs: StepInputs): Promise<{ readonly result: Promise<StepResult> }>;
  /** What the next step would make its update of, by those names, and changes nothing. */
  gradients(inputs: BatchInputs, of: readonly string[]): Promise<LossGradients>;
  /** Logits, or all outputs, by running statistics. */
  compute<Result>(compute: Compute<Result>, images: Images, batch: number, of: Weights): Promise<Result>;
  /** Makes the average's running statistics those of the batches 0 to `index`, of which this is the last. */
  estimateStatistics(images: Images, batch: number, index: number): Promise<void>;
  /** A copy of parameters and running statistics. */
  readState(): Promise<State>;
  /** All, as it is until the next call. */
  read(): Promise<TrainingState>;
  /** Takes over a copy of another state. */
  write(state: TrainingState): Promise<void>;
  dispose(): void | Promise<void>;
}

/** The state before the first step. */
export function beginTraining(
  state: State,
  parameters: readonly ParameterDeclaration[],
  moments: number,
  ema: boolean,
  seed: number,
): TrainingState {
  const trained = parameters.filter(isTrained).map(({ name }) => [name, found(state, name)] as const);
  return {
    state,
    step: 0,
    seed,
    moments: new Map(
      trained.map(([name, { length }]) => [name, Array.from({ length: moments }, () => new Float32Array(length))]),
    ),
    averages: new Map(ema ? parameters.map(({ name }) => [name, found(state, name).slice()]) : []),
  };
}
