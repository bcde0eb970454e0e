import type { Evaluation } from './evaluation.ts';
import type { Plan } from './plan.ts';
import type { EpochRecord, EvaluationRecord, StepRecord } from './records.ts';

/** What a run tells while it goes on, in its order. */
export type TrainingEvent =
  /** First of all. `step`: steps made in earlier runs. */
  | { readonly kind: 'start'; readonly plan: Plan; readonly step: number }
  | StepRecord
  | EpochRecord
  /** An evaluation is under way. */
  | { readonly kind: 'evaluating'; readonly step: number; readonly images: number }
  | (EvaluationRecord & Pick<Evaluation, 'confusion'>)
  /** `bytes` take the run up from here; `isBest`: no evaluation had a higher top-1 accuracy than that of this step. */
  | { readonly kind: 'checkpoint'; readonly step: number; readonly bytes: Uint8Array; readonly isBest: boolean };
