import type { Plan } from './plan.ts';
import type { EpochRecord, EvaluationRecord, StepRecord } from './records.ts';
import type { RunSetting } from './run-setting.ts';

/** Where a run stands: with the network's own checkpoint, all that it takes to go on from there. Plain data. */
export interface RunState {
  /** Handed to the training data. */
  readonly seed: number;
  /** Steps of an epoch. */
  readonly batchesPerEpoch: number;
  /** Steps made. */
  readonly step: number;
  /** Data, optimiser and schedule, to be compared when it goes on. */
  readonly setting: RunSetting;
  /** Records given out; a resumed run drops the later ones. */
  readonly records: number;
  /** Sums over the images of the present epoch. */
  readonly epoch: {
    /** Seen in it so far. */
    readonly images: number;
    /** Sum over them. */
    readonly loss: number;
    /** How many of them were classified right. */
    readonly correct: number;
    /** How many could not be read. */
    readonly skipped: number;
  };
  /** Images that could not be read, each once: which, and why. */
  readonly skipped: readonly string[];
  /** The last one; null where there was none. */
  readonly evaluation: Evaluated | null;
  /** The evaluation with the highest top-1 accuracy; of equal ones that with the lowest loss. */
  readonly best: Evaluated | null;
}

/** Without its time, so that the same run has the same state whenever it is made. */
export type Evaluated = Omit<EvaluationRecord, 'kind' | 'time'>;

const emptyEpoch = { images: 0, loss: 0, correct: 0, skipped: 0 };

export const startState = (seed: number, batchesPerEpoch: number, setting: RunSetting): RunState => ({
  seed,
  batchesPerEpoch,
  step: 0,
  setting,
  records: 0,
  epoch: emptyEpoch,
  skipped: [],
  evaluation: null,
  best: null,
});

/** The epoch, counted from 1, to which the last step belongs. */
export const epochOf = ({ step, batchesPerEpoch }: Pick<RunState, 'step' | 'batchesPerEpoch'>): number =>
  Math.ceil(step / batchesPerEpoch);

export const isEpochEnd = ({ step, batchesPerEpoch }: RunState): boolean => step > 0 && step % batchesPerEpoch === 0;

const withSkipped = (before: readonly string[], more: readonly string[] | undefined): readonly string[] =>
  more?.length ? [...new Set([...before, ...more])] : before;

export const afterStep = (state: RunState, { images, loss, accuracy, skipped }: StepRecord): RunState => ({
  ...state,
  skipped: withSkipped(state.skipped, skipped),
  step: state.step + 1,
  records: state.records + 1,
  epoch: {
    images: state.epoch.images + images,
    loss: state.epoch.loss + loss * images,
    correct: state.epoch.correct + Math.round(accuracy * images),
    skipped: state.epoch.skipped + (skipped?.length ?? 0),
  },
});

export const epochRecord = (state: RunState, time: number): EpochRecord => {
  const { images, loss, correct, skipped } = state.epoch;
  return {
    kind: 'epoch',
    step: state.step,
    epoch: epochOf(state),
    images,
    loss: loss / images,
    accuracy: correct / images,
    ...(skipped ? { skipped } : {}),
    time,
  };
};

export const afterEpoch = (state: RunState): RunState => ({ ...state, records: state.records + 1, epoch: emptyEpoch });

export const afterEvaluation = (state: RunState, evaluation: Evaluated): RunState => ({
  ...state,
  records: state.records + 1,
  skipped: withSkipped(state.skipped, evaluation.skipped),
  evaluation,
  best: state.best && !isBetter(evaluation, state.best) ? state.best : evaluation,
});

/** Of a few images to test on, many evaluations have as many right. */
const isBetter = (a: Evaluated, b: Evaluated): boolean => a.top1 > b.top1 || (a.top1 === b.top1 && a.loss < b.loss);

/** Whether so many evaluations in turn were no better than the best one. */
export const isAtRest = ({ best, evaluation }: RunState, { patience, evaluateEvery }: Plan): boolean =>
  patience !== null && best !== null && evaluation !== null && evaluation.step - best.step >= patience * evaluateEvery;
