import type { CpuPlan } from '@resnet-compile/backend-cpu';
import type { CpuCode } from './kernels.ts';

/** A program of a module: its plan and its kernels. */
export interface CpuPart {
  readonly plan: CpuPlan;
  readonly code: CpuCode;
}
