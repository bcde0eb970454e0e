import type { TrainingEvent } from '@resnet-compile/trainer';

/** How a training run goes, since the last report. */
export interface Course {
  /** Steps made, and the mean loss of each. */
  readonly losses: readonly (readonly [step: number, loss: number])[];
  /** The part of what is tested on that is right, after a step. */
  readonly right: readonly (readonly [step: number, right: number])[];
  /** Of the whole run. */
  readonly steps: number;
  readonly imagesPerSecond: number;
}

/** Milliseconds between two reports: the page draws its curves no more often. */
const between = 150;

/** Hears a run's events, and reports them in portions. */
export function reporting(report: (course: Course) => void): (event: TrainingEvent) => void {
  let losses: [number, number][] = [];
  let right: [number, number][] = [];
  let [steps, images, since] = [1, 0, performance.now()];
  return (event) => {
    if (event.kind === 'start') ({ steps } = event.plan);
    if (event.kind === 'step') {
      losses.push([event.step, event.loss]);
      images += event.images;
    }
    if (event.kind === 'evaluation') right.push([event.step, event.top1]);
    const now = performance.now();
    if (now - since < between && event.kind !== 'evaluation' && event.kind !== 'checkpoint') return;
    report({ losses, right, steps, imagesPerSecond: (1000 * images) / (now - since) });
    [losses, right, images, since] = [[], [], 0, now];
  };
}
