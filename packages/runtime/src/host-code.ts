import type { CompiledModule, TrainingCode } from './compiled-module.ts';
import type { KernelFactory } from './cpu/kernel.ts';

/** What of a module is JavaScript, which no message carries: a worker has it from the module's text. */
export interface HostCode extends TrainingCode {
  /** Kernels, where they are no WebAssembly. */
  readonly kernels?: KernelFactory;
}

/** A module that was data, with its code. */
export const withHostCode = <Module extends CompiledModule>(
  module: Module,
  { kernels, ...code }: HostCode,
): Module => ({
  ...module,
  ...(kernels && module.cpu ? { cpu: { ...module.cpu, code: { panel: panelOf(module.cpu), kernels } } } : {}),
  ...(module.training ? { training: { ...module.training, code } } : {}),
});

/** Of kernels in JavaScript. */
const panelOf = ({ code }: NonNullable<CompiledModule['cpu']>): number => (code as { readonly panel: number }).panel;
