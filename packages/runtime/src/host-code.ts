import type { EmitKernels } from '@resnet-compile/plan/cpu';
import type { KernelFactory } from './cpu/kernel.ts';
import type { Loss } from './training/loss.ts';
import type { Update } from './training/update.ts';

/** What of a module is JavaScript, which no message carries: a worker has it from the module's text. */
export interface HostCode extends Partial<TrainingCode> {
  /** Kernels, where they are no WebAssembly. */
  readonly kernels?: KernelFactory;
  /** Where they are. */
  readonly emit?: EmitKernels;
}

/** Of a module that trains. */
export interface TrainingCode {
  /** Of a step on the CPU, and of evaluation on any device. */
  readonly loss: Loss;
  /** The optimiser; on WebGPU it is a shader. */
  readonly update?: Update;
}
