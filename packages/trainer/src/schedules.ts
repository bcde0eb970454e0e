/**
 * Learning rates as pure functions of the step. Definitions are those of torch.optim.lr_scheduler, in closed form, except
 * where it says otherwise: https://pytorch.org/docs/stable/optim.html#how-to-adjust-learning-rate
 */

import {
  checkOptions,
  checkValue,
  kind,
  listOf,
  number,
  oneOf,
  positive,
  required,
  type Kind,
} from '@resnet-compile/options';
import { functionOf, wholeFrom } from './kinds.ts';

/** The rate of a step, counted from 0, in a run of that many steps. */
export type Schedule = (step: number, steps: number) => number;

const rate = number(0);
const steps: Kind = { ...wholeFrom(1), expected: 'a number of steps, 1 or more' };
const scheduleKind = functionOf('a schedule such as constant(0.1)');
const part = kind(
  'a part of the steps between 0 and 1',
  (value) => typeof value === 'number' && value > 0 && value < 1,
  (value) => typeof value === 'number',
);
const milestoneList = listOf(steps, 'a list of numbers of steps, each 1 or more');

/** The same rate at every step. */
export function constant(value: number): Schedule {
  checkValue('constant: the rate', value, rate);
  return () => value;
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
export function step(options: StepOptions): Schedule {
  checkOptions<StepOptions>('step', options, { base: required(rate), every: required(steps), gamma: rate });
  const { base, every, gamma = 0.1 } = options;
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
export function multiStep(options: MultiStepOptions): Schedule {
  checkOptions<MultiStepOptions>('multiStep', options, {
    base: required(rate),
    milestones: required(milestoneList),
    gamma: rate,
  });
  const { base, gamma = 0.1 } = options;
  const milestones = Array.from(options.milestones);
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
export function cosine(options: CosineOptions): Schedule {
  checkOptions<CosineOptions>('cosine', options, { base: required(rate), end: rate });
  const { base, end = 0 } = options;
  return (step, steps) => end + ((base - end) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
}

/** What `linear` is told. */
export interface LinearOptions {
  /** The first rate. */
  readonly from: number;
  /** The rate that the step after the last would have. */
  readonly to: number;
}

/** A straight line from `from` at the first step to `to`, which the step after the last would have. */
export function linear(options: LinearOptions): Schedule {
  checkOptions<LinearOptions>('linear', options, { from: required(rate), to: required(rate) });
  const { from, to } = options;
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
export function oneCycle(options: OneCycleOptions): Schedule {
  checkOptions<OneCycleOptions>('oneCycle', options, {
    peak: required(rate),
    rise: part,
    startDivisor: positive(),
    endDivisor: positive(),
    shape: oneOf(['cosine', 'linear']),
  });
  const { peak, rise = 0.3, startDivisor = 25, endDivisor = 1e4, shape = 'cosine' } = options;
  const first = peak / startDivisor;
  const along =
    shape === 'linear'
      ? (from: number, to: number, part: number) => from + (to - from) * part
      : (from: number, to: number, part: number) => to + ((from - to) * (1 + Math.cos(Math.PI * part))) / 2;
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
export function warmUp(options: WarmUpOptions, schedule: Schedule): Schedule {
  checkOptions<WarmUpOptions>('warmUp', options, { steps: required(steps), from: rate });
  checkValue('warmUp: what follows', schedule, scheduleKind);
  const { steps: rising, from = 0 } = options;
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
  if (typeof last !== 'function')
    throw new TypeError('sequence: the last part has no until; expected a schedule that goes on to the end of the run');
  early.reduce((before, given) => {
    checkOptions<SequencePart>('sequence', given, { until: required(steps), schedule: required(scheduleKind) });
    if (given.until <= before)
      throw new RangeError(
        `sequence: a part until step ${given.until} follows one until ${before}; expected rising numbers`,
      );
    return given.until;
  }, 0);
  const own = early.map((given) => ({ ...given }));
  return (step, steps) => {
    let start = 0;
    for (const { until, schedule } of own) {
      if (step < until) return schedule(step - start, until - start);
      start = until;
    }
    return last(step - start, steps - start);
  };
}
