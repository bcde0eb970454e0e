import type { Inferred, NodeOf, OpName } from '@resnet-compile/ir';
import type { Place } from '../graph-writer.ts';

/** Writes what computes a node's value. @returns the value's name */
export type Rule<Op extends OpName> = (node: NodeOf<Op>, place: Place) => string;

/** What training alone computes. */
export type TrainingOp =
  | Extract<Inferred, `${string}_gradient`>
  | 'batch_mean'
  | 'batch_normalize'
  | 'batch_variance'
  | 'channel_sum'
  | 'correct'
  | 'filter_sum'
  | 'loss'
  | 'running_average'
  | 'total'
  | 'upsample_zeros';
