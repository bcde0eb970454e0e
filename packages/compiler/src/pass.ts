import type { Target } from '@resnet-compile/ir';
import type { Product, Schedule } from './6-schedule/schedule.ts';

/** A pure step of the compiler: value in, value out; the same object where there was nothing to do. */
export interface Pass<Input, Output = Input, Context = object> {
  /** The name of its file. */
  readonly name: string;
  /** One line, for reports and documentation. */
  readonly summary: string;
  readonly run: (input: Input, context: Context) => Output;
}

/** As what a network is compiled: to be run, or to be trained. */
export type Mode = 'inference' | 'training';

/** What the passes that schedule may look at besides the program. */
export interface ScheduleContext {
  readonly target: Target;
  /** Schedules that were measured; where it knows none, costs decide. */
  readonly schedules?: (product: Product) => Schedule | undefined;
}
