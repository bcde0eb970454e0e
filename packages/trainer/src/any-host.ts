/** What there is in every host. */
export { average, type NetworkState } from './average-states.ts';
export type { Batch, Batches, OpenBatches, OpenedBatches, Place, Share } from './batches.ts';
export { CheckpointError, readCheckpoint, weightsOf, type WeightsOptions } from './checkpoint-file.ts';
export {
  latestCheckpoint,
  saveCheckpoint,
  type CheckpointStore,
  type FoundCheckpoint,
  type SaveOptions,
} from './checkpoints.ts';
export { runCharts, stepSeries, type Chart, type Series } from './curves/charts.ts';
export { evaluate, StoppedError, type EvaluatedNetwork, type EvaluateOptions, type Evaluation } from './evaluation.ts';
export type {
  CheckpointEvent,
  EvaluatingEvent,
  EvaluationEvent,
  NoticeEvent,
  StartEvent,
  TrainingEvent,
} from './events.ts';
export type { TrainableNetwork, TrainingInfo, TrainingStep, TrainingStepResult } from './network.ts';
export type { ParallelEngine } from './parallel/engine.ts';
export { RankError } from './parallel/ranks.ts';
export { UnevenError } from './parallel/make-step.ts';
export type { Plan } from './plan.ts';
export type { EpochRecord, EvaluationRecord, RunRecord, StepRecord } from './records.ts';
export type { RunSetting } from './run-setting.ts';
export type { Evaluated, RunState } from './run-state.ts';
export type { StopSignal } from './stop-signal.ts';
export { constant, cosine, linear, multiStep, oneCycle, sequence, step, warmUp } from './schedules.ts';
export type {
  CosineOptions,
  LinearOptions,
  MultiStepOptions,
  OneCycleOptions,
  Schedule,
  SequencePart,
  StepOptions,
  WarmUpOptions,
} from './schedules.ts';
export type { Summary } from './train.ts';
export { TrainingError } from './training-error.ts';
