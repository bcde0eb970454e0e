import type { LossDeclaration, Target } from '@resnet-compile/ir';
import type { Product, Schedule } from './6-schedule/schedule.ts';

/** What a pass may look at besides its input. */
export interface PassContext {
  readonly target: Target;
  /** Schedules that were measured; where it knows none, costs decide. */
  readonly schedules?: (product: Product) => Schedule | undefined;
  /** Parameters change from step to step: nothing is computed once per state. */
  readonly parametersChange?: boolean;
  /** Training alone. */
  readonly loss?: LossDeclaration;
  /** Bytes of activations per image; training alone. */
  readonly memoryBudget?: number;
}

/** A pure step of the compiler: value in, value out; the same object where there was nothing to do. */
export interface Pass<Input, Output = Input> {
  /** The name of its file. */
  readonly name: string;
  /** One line, for reports and documentation. */
  readonly summary: string;
  readonly run: (input: Input, context: PassContext) => Output;
}
