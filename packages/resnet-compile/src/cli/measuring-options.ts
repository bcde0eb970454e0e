import { Option, type Command } from 'commander';
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

/** Adds these options to a command. */
export const measuring = (command: Command, rounds: Rounds): Command => command
  .addOption(new Option('--device <device>', 'what is measured; webgpu needs the npm package webgpu').choices(['webgpu', 'cpu']).default('webgpu'))
  .option('--batch <images>', 'images at a time', Number, 1)
  .option('--rounds <count>', `${rounds.webgpu} on webgpu, of which the least counts; ${rounds.cpu} on the cpu, of which the median`, Number)
  .option('--threads <count>', 'with --device cpu: threads that compute', Number, 1)
  .addOption(new Option('--v8-flags <wish>', 'with --device cpu: whether V8 may compute with 256 bits, as the option v8Flags of load').choices(['leave', 'set']).default('set'));

type Rounds = Readonly<Record<MeasuringOptions['device'], number>>;

/** With the rounds that a device gets unless it is told otherwise. @throws {UserError} where a number is none that can be measured with. */
export function completeMeasuring<Options extends GivenMeasuringOptions>(given: Options, defaults: Rounds): Options & MeasuringOptions {
  const options = { ...given, rounds: given.rounds ?? defaults[given.device] };
  for (const name of ['batch', 'rounds', 'threads'] as const) {
    if (!(Number.isSafeInteger(options[name]) && options[name] > 0)) throw new UserError(`--${name} is ${options[name]}; expected a positive whole number`);
  }
  return options;
}
