import type { CoreKind } from './core.ts';
import type { Dtype } from './dtype.ts';
import type { KernelProgram } from './kernel-program.ts';
import type { StepKind } from './step.ts';

/** What a target has code for: verified at the end of scheduling, so that no backend meets a program that it cannot run. */
export interface Support {
  readonly cores: readonly CoreKind[];
  readonly steps: readonly StepKind[];
  /** As what buffers, and tensors that kernels read, may be stored. */
  readonly dtypes: readonly Dtype[];
  /** What no table can say: what is wrong with a program of these cores and steps, and what the target runs. */
  readonly fault?: (program: KernelProgram) => string | undefined;
}
