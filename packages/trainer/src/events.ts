import type { Evaluation } from './evaluation.ts';
import type { Plan } from './plan.ts';
import type { EpochRecord, EvaluationRecord, StepRecord } from './records.ts';

/** What a run tells while it goes on, in its order. */
export type TrainingEvent =
  | StartEvent
  | NoticeEvent
  | StepRecord
  | EpochRecord
  | EvaluatingEvent
  | EvaluationEvent
  | CheckpointEvent;

/** First of all. */
export interface StartEvent {
  /** Tells the events apart. */
  readonly kind: 'start';
  /** The options that make the run what it is, with their defaults. */
  readonly plan: Plan;
  /** Steps made in earlier runs. */
  readonly step: number;
}

/** Something that whoever trains should know, and that ends nothing; it is also said as a warning. */
export interface NoticeEvent {
  /** Tells the events apart. */
  readonly kind: 'notice';
  /** Steps made. */
  readonly step: number;
  /** A sentence. */
  readonly message: string;
}

/** An evaluation is under way. */
export interface EvaluatingEvent {
  /** Tells the events apart. */
  readonly kind: 'evaluating';
  /** Steps made before it. */
  readonly step: number;
  /** How many are done. */
  readonly images: number;
}

/** The test data after some step, with its confusions. */
export type EvaluationEvent = EvaluationRecord & Pick<Evaluation, 'confusion'>;

/** A checkpoint to keep, or to pass over. */
export interface CheckpointEvent {
  /** Tells the events apart. */
  readonly kind: 'checkpoint';
  /** Steps made. */
  readonly step: number;
  /** A safetensors file that takes the run up from here: `resume`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether no evaluation had a higher top-1 accuracy than that of this step. */
  readonly isBest: boolean;
}
