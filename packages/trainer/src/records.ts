/** A step that was made. */
export interface StepRecord {
  readonly kind: 'step';
  /** Steps made, this one included. */
  readonly step: number;
  /** Counted from 1. */
  readonly epoch: number;
  readonly images: number;
  /** Mean over the batch. */
  readonly loss: number;
  /** Part of the batch that was classified right, before the step. */
  readonly accuracy: number;
  readonly learningRate: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** The training steps of an epoch taken together, each image counting the same. */
export type EpochRecord = Pick<StepRecord, 'step' | 'epoch' | 'images' | 'loss' | 'accuracy' | 'time'> & { readonly kind: 'epoch' };

/** The test data after some step, by running statistics. */
export interface EvaluationRecord {
  readonly kind: 'evaluation';
  readonly step: number;
  readonly epoch: number;
  readonly images: number;
  readonly loss: number;
  readonly top1: number;
  readonly top5: number;
  readonly time: number;
}

/** What a run measures, in its order. */
export type RunRecord = StepRecord | EpochRecord | EvaluationRecord;
