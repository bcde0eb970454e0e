import type { CpuPlan } from '@resnet-compile/plan/cpu';
import type { Loss } from '../training/loss.ts';
import type { CpuCode } from './kernels.ts';

/** A program of a module: its plan and its kernels. */
export interface CpuPart<Plan extends CpuPlan = CpuPlan> {
  readonly plan: Plan;
  readonly code: CpuCode;
  /** Of a training step, which the host computes between kernels. */
  readonly loss?: Loss | undefined;
}
