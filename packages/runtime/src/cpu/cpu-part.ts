import type { CpuPlan } from '@resnet-compile/plan/cpu';
import type { CpuCode } from './kernels.ts';
import type { StepsOf } from './step.ts';

/** A program of a module: its plan and its kernels. */
export interface CpuPart<Plan extends CpuPlan = CpuPlan> {
  readonly plan: Plan;
  readonly code: CpuCode;
  /** Of a module that trains, whose calls are not of kernels alone. */
  readonly steps?: StepsOf;
}
