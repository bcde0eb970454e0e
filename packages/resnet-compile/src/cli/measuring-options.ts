import { UserError } from './user-error.ts';

/** Where and how kernels are timed. */
export interface MeasuringOptions {
  readonly device: 'webgpu' | 'cpu';
  readonly batch: number;
  readonly rounds: number;
  /** Of the CPU. */
  readonly threads: number;
  readonly v8Flags: 'leave' | 'set';
}

export type GivenMeasuringOptions = Omit<MeasuringOptions, 'rounds'> & { readonly rounds?: number };

/** Unless told otherwise. */
export type MeasuringRounds = Readonly<Record<MeasuringOptions['device'], number>>;

/** With the rounds that a device gets unless it is told otherwise. @throws {UserError} where a number is none that can be measured with. */
export function completeMeasuring<Options extends GivenMeasuringOptions>(given: Options, defaults: MeasuringRounds): Options & MeasuringOptions {
  const options = { ...given, rounds: given.rounds ?? defaults[given.device] };
  for (const name of ['batch', 'rounds', 'threads'] as const) {
    if (!(Number.isSafeInteger(options[name]) && options[name] > 0)) throw new UserError(`--${name} is ${options[name]}; expected a positive whole number`);
  }
  return options;
}
