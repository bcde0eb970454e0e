import type { DeviceName } from '@resnet-compile/plan';
import { UserError } from './user-error.ts';

export const v8Wishes = ['leave', 'set'] as const;

/** Where and how kernels are timed. */
export interface MeasuringOptions {
  readonly device: DeviceName;
  readonly batch: number;
  readonly rounds: number;
  /** Of the CPU. */
  readonly threads: number;
  /** Of the CPU. */
  readonly v8Flags: (typeof v8Wishes)[number];
}

export type GivenMeasuringOptions = Pick<MeasuringOptions, 'device' | 'batch'> &
  Partial<Omit<MeasuringOptions, 'device' | 'batch'>>;

/** With what a device gets unless it is told otherwise. @throws {UserError} where the GPU is told what is the CPU's. */
export function completeMeasuring<Options extends GivenMeasuringOptions>(
  given: Options,
  rounds: number,
): Options & MeasuringOptions {
  for (const [option, value] of [
    ['--threads', given.threads],
    ['--v8-flags', given.v8Flags],
  ]) {
    if (value !== undefined && given.device !== 'cpu')
      throw new UserError(`${option} ${value} is for the CPU; add --device cpu, or leave it out`);
  }
  return {
    ...given,
    rounds: given.rounds ?? rounds,
    threads: given.threads ?? 1,
    v8Flags: given.v8Flags ?? 'set',
  };
}
