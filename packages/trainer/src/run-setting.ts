import { checkValue, number } from '@resnet-compile/options';
import type { Schedule } from './schedules.ts';

/** What makes a run what it is, besides its seed: plain data, kept in its checkpoints to be compared when it goes on. */
export interface RunSetting {
  /** Of the training data: what they say of themselves. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Optimiser and loss, as the network declares them; empty where it does not say. */
  readonly training: Readonly<Record<string, unknown>>;
  /** Of the whole run. */
  readonly steps: number;
  /** The learning rates of steps spread over the run. */
  readonly rates: readonly number[];
  /** Number of processes; not there for one. */
  readonly ranks?: number;
}

const samples = 16;

/** Where a run of so many steps is looked at. */
const sampled = (steps: number): readonly number[] =>
  Array.from({ length: samples }, (_, k) => Math.floor((k * Math.max(0, steps - 1)) / (samples - 1)));

export const settingOf = (
  data: Readonly<Record<string, unknown>>,
  declaration: object | undefined,
  steps: number,
  schedule: Schedule,
  ranks = 1,
): RunSetting => ({
  ...(ranks > 1 ? { ranks } : {}),
  data: plain(data),
  training: plain(declaration ?? {}),
  steps,
  rates: sampled(steps).map((step) => rateOf(schedule, step, steps)),
});

/** @throws {TypeError | RangeError} where a schedule gives no rate: before the run begins, if it is one of those looked at. */
function rateOf(schedule: Schedule, step: number, steps: number): number {
  const rate = schedule(step, steps);
  checkValue(`train: what schedule gives for step ${step + 1} of ${steps}`, rate, number(0));
  return rate;
}

/** As it is read back from JSON, with the parts of objects under names of their own: `optimizer.momentum`. */
function plain(value: object): Readonly<Record<string, unknown>> {
  const flat = ([name, part]: readonly [string, unknown]): (readonly [string, unknown])[] =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.entries(part).flatMap(([inner, each]) => flat([`${name}.${inner}`, each]))
      : [[name, part]];
  return Object.fromEntries(Object.entries(JSON.parse(JSON.stringify(value)) as object).flatMap(flat));
}

/** What is not as it was, with both values. A hash is named only where nothing else is. */
export function differences(before: RunSetting, now: RunSetting): readonly string[] {
  const compare = (was: Readonly<Record<string, unknown>>, is: Readonly<Record<string, unknown>>): readonly string[] =>
    [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((name) => {
      const [old, present] = [was[name], is[name]].map((value) =>
        value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value),
      );
      return old === present ? [] : [`${name} ${old}, this one has ${present}`];
    });
  const found = [
    ...(Object.keys(now.training).length && Object.keys(before.training).length
      ? compare(before.training, now.training)
      : []),
    ...compare(before.data, now.data),
  ];
  const named = found.filter((difference) => !difference.startsWith('fingerprint '));
  return named.length ? named : found;
}

/** What is said of another length or schedule, with which a run may go on; undefined where both are as they were. */
export function scheduleChange(
  before: RunSetting,
  now: RunSetting,
  step: number,
  schedule: Schedule,
): string | undefined {
  // Math.cos is not the same to the last bit in every engine.
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
  if (before.steps !== now.steps) {
    const jump =
      step === 0 || step >= now.steps
        ? ''
        : `, and step ${step + 1} has the learning rate ${rounded(schedule(step, now.steps))}`;
    return `the run had ${before.steps} steps and has ${now.steps} now${jump}; it goes on`;
  }
  const [other] = sampled(now.steps).flatMap((at, k) => {
    const [was, is] = [before.rates[k], now.rates[k]];
    return was === undefined || is === undefined || isNear(was, is) ? [] : [{ at, was, is }];
  });
  return (
    other &&
    `the run has another schedule: the learning rate of step ${other.at + 1} was to be ${rounded(other.was)} and is ${rounded(other.is)}; it goes on`
  );
}

/** What is said of another number of processes, with which a run may go on; undefined where it is as it was. */
export const ranksChange = ({ ranks: before = 1 }: RunSetting, { ranks: now = 1 }: RunSetting): string | undefined =>
  before === now
    ? undefined
    : `the run had ${rankCount(before)} and has ${rankCount(now)} now; it goes on with the same batches in the same order, cut into ${now === 1 ? 'no shares' : `${now} shares`}: the sums are rounded otherwise, and batch norms normalise by ${now === 1 ? 'whole batches' : 'shares of that size'}`;

const rankCount = (ranks: number): string => `${ranks} rank${ranks === 1 ? '' : 's'}`;

const rounded = (rate: number): string => String(Number(rate.toPrecision(4)));
