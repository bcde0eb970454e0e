/** A step that was made. */
export interface StepRecord {
  /** Tells the records apart. */
  readonly kind: 'step';
  /** Steps made, this one included. */
  readonly step: number;
  /** Counted from 1. */
  readonly epoch: number;
  /** In the batch. */
  readonly images: number;
  /** Mean over the batch. */
  readonly loss: number;
  /** Part of the batch that was classified right, before the step. */
  readonly accuracy: number;
  /** As the schedule gave it. */
  readonly learningRate: number;
  /** Images that could not be read: which, and why. Not there without any. */
  readonly skipped?: readonly string[];
  /** Seconds since 1970. */
  readonly time: number;
}

/** The training steps of an epoch taken together, each image counting the same. */
export type EpochRecord = Pick<StepRecord, 'step' | 'epoch' | 'images' | 'loss' | 'accuracy' | 'time'> & {
  /** Tells the records apart. */
  readonly kind: 'epoch';
  /** How many images could not be read. Not there without any. */
  readonly skipped?: number;
};

/** The test data after some step, by running statistics. */
export interface EvaluationRecord {
  /** Tells the records apart. */
  readonly kind: 'evaluation';
  /** Steps made before it. */
  readonly step: number;
  /** The epoch of the last of them, from 1. */
  readonly epoch: number;
  /** That the moving average was evaluated. Not there where the network has none. */
  readonly of?: 'average';
  /** In the test data. */
  readonly images: number;
  /** Mean cross entropy, without label smoothing. */
  readonly loss: number;
  /** Part of the images whose class has the largest logit. */
  readonly top1: number;
  /** Part of the images whose class is among the five with the largest logits. */
  readonly top5: number;
  /** Images that could not be read: which, and why. Not there without any. */
  readonly skipped?: readonly string[];
  /** Seconds since 1970. */
  readonly time: number;
}

/** What a run measures, in its order. */
export type RunRecord = StepRecord | EpochRecord | EvaluationRecord;
