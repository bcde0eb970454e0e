/**
 * Learning rates as pure functions of the step. Definitions are those of torch.optim.lr_scheduler, in closed form, except
 * where it says otherwise: https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */

/** The rate of a step, counted from 0, in a run of that many steps. */
export type Schedule = (step: number, steps: number) => number;

/** The same rate at every step. */
export function constant(rate: number): Schedule {
  expectRate('constant', 'the rate', rate);
  return () => rate;
}

/** What `step` is told. */
export interface StepOptions {
  /** The first rate. */
  readonly base: number;
  /** Steps from one change to the next (`step_size`). */
  readonly every: number;
  /** The factor of each change; 0.1. */
  readonly gamma?: number;
}

/** StepLR: multiplied by `gamma` after every `every` steps. */
export function step({ base, every, gamma = 0.1 }: StepOptions): Schedule {
  expectRate('step', 'base', base);
  expectSteps('step', 'every', every);
  return (step) => base * gamma ** Math.floor(step / every);
}

/** What `multiStep` is told. */
export interface MultiStepOptions {
  /** The first rate. */
  readonly base: number;
  /** Steps before each change. */
  readonly milestones: readonly number[];
  /** The factor of each change; 0.1. */
  readonly gamma?: number;
}

/** MultiStepLR: multiplied by `gamma` at each milestone, a number of steps. He et al. 2015, §4.2: 0.1, [32_000, 48_000]. */
export function multiStep({ base, milestones, gamma = 0.1 }: MultiStepOptions): Schedule {
  expectRate('multiStep', 'base', base);
  for (const milestone of milestones) expectSteps('multiStep', 'a milestone', milestone);
  return (step) => base * gamma ** milestones.filter((milestone) => step >= milestone).length;
}

/** What `cosine` is told. */
export interface CosineOptions {
  /** The first rate. */
  readonly base: number;
  /** The rate that the step after the last would have (`eta_min`); 0. */
  readonly end?: number;
}

/** CosineAnnealingLR over the whole run (Loshchilov and Hutter 2017, eq. 5): from `base` to `end`. */
export function cosine({ base, end = 0 }: CosineOptions): Schedule {
  expectRate('cosine', 'base', base);
  expectRate('cosine', 'end', end);
  return (step, steps) => end + (base - end) * (1 + Math.cos((Math.PI * step) / steps)) / 2;
}

/** What `linear` is told. */
export interface LinearOptions {
  /** The first rate. */
  readonly from: number;
  /** The rate that the step after the last would have. */
  readonly to: number;
}

/** A straight line from `from` at the first step to `to`, which the step after the last would have. */
export function linear({ from, to }: LinearOptions): Schedule {
  expectRate('linear', 'from', from);
  expectRate('linear', 'to', to);
  return (step, steps) => from + (to - from) * (step / steps);
}

/** What `oneCycle` is told; the names in brackets are PyTorch's. */
export interface OneCycleOptions {
  /** The largest rate (`max_lr`). */
  readonly peak: number;
  /** Part of the steps in which the rate rises (`pct_start`); 0.3. */
  readonly rise?: number;
  /** The first rate is peak / startDivisor (`div_factor`); 25. */
  readonly startDivisor?: number;
  /** The last is the first / endDivisor (`final_div_factor`); 10,000. */
  readonly endDivisor?: number;
  /** The curve on which the rate goes (`anneal_strategy`); `'cosine'`. */
  readonly shape?: 'cosine' | 'linear';
}

/** OneCycleLR with its two phases (Smith and Topin 2018); the last step has the smallest rate. */
export function oneCycle({ peak, rise = 0.3, startDivisor = 25, endDivisor = 1e4, shape = 'cosine' }: OneCycleOptions): Schedule {
  expectRate('oneCycle', 'peak', peak);
  if (!(rise > 0 && rise < 1)) throw new RangeError(`oneCycle: rise is ${rise}; expected a part of the steps between 0 and 1`);
  const first = peak / startDivisor;
  const along = shape === 'linear'
    ? (from: number, to: number, part: number) => from + (to - from) * part
    : (from: number, to: number, part: number) => to + (from - to) * (1 + Math.cos(Math.PI * part)) / 2;
  return (step, steps) => {
    const [top, last] = [rise * steps - 1, steps - 1];
    if (step > top) return along(peak, first / endDivisor, (step - top) / (last - top));
    return top > 0 ? along(first, peak, step / top) : peak;
  };
}

/** What `warmUp` is told. */
export interface WarmUpOptions {
  /** Steps in which the rate rises. */
  readonly steps: number;
  /** The first rate; 0. */
  readonly from?: number;
}

/**
 * Rises from `from` to the schedule's rate in a straight line over the first `steps` steps, and then is the schedule
 * (Goyal et al. 2017, §2.2). The schedule counts from the run's first step.
 */
export function warmUp({ steps: rising, from = 0 }: WarmUpOptions, schedule: Schedule): Schedule {
  expectSteps('warmUp', 'steps', rising);
  expectRate('warmUp', 'from', from);
  return (step, steps) => {
    const rate = schedule(step, steps);
    return step < rising ? from + (rate - from) * (step / rising) : rate;
  };
}

/** A schedule of `sequence` that another one follows. */
export interface SequencePart {
  /** The step, counted from the run's first, with which the next schedule begins. */
  readonly until: number;
  /** Counts from its own first step. */
  readonly schedule: Schedule;
}

/** SequentialLR: each schedule until a step, with its own count from 0 and its own length; the last until the end. */
export function sequence(...parts: readonly [...SequencePart[], Schedule]): Schedule {
  const early = parts.slice(0, -1) as readonly SequencePart[];
  const last = parts.at(-1) as Schedule;
  if (typeof last !== 'function') throw new TypeError('sequence: the last part has no until; expected a schedule that goes on to the end of the run');
  early.reduce((before, { until }) => {
    expectSteps('sequence', 'until', until);
    if (until <= before) throw new RangeError(`sequence: a part until step ${until} follows one until ${before}; expected rising numbers`);
    return until;
  }, 0);
  return (step, steps) => {
    const index = early.findIndex(({ until }) => step < until);
    const start = index === 0 ? 0 : early.at(index === -1 ? -1 : index - 1)?.until ?? 0;
    return index === -1 ? last(step - start, steps - start) : early[index]!.schedule(step - start, early[index]!.until - start);
  };
}

function expectRate(schedule: string, name: string, rate: number): void {
  if (!Number.isFinite(rate) || rate < 0) throw new RangeError(`${schedule}: ${name} is ${rate}; expected a number of at least 0`);
}

function expectSteps(schedule: string, name: string, steps: number): void {
  if (!Number.isSafeInteger(steps) || steps < 1) throw new RangeError(`${schedule}: ${name} is ${steps}; expected a number of steps, 1 or more`);
}
