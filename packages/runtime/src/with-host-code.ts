import type { CompiledModule } from './compiled-module.ts';
import type { CpuPart } from './cpu/cpu-part.ts';
import type { HostCode } from './host-code.ts';

/** A module that was data, with its code. */
export const withHostCode = <Module extends CompiledModule>(
  { cpu, training, ...module }: Module,
  { kernels, emit, loss, update }: HostCode,
): Module => {
  const withKernels = <Part extends CpuPart>(part: Part): Part => {
    if (kernels) return { ...part, code: { panel: panelOf(part), kernels } };
    return emit ? { ...part, code: { ...part.code, emit } } : part;
  };
  return {
    ...module,
    ...(cpu ? { cpu: withKernels(cpu) } : {}),
    ...(training
      ? {
          training: {
            ...training,
            ...(training.cpu ? { cpu: withKernels(training.cpu) } : {}),
            ...(loss ? { code: { loss, ...(update ? { update } : {}) } } : {}),
          },
        }
      : {}),
  } as CompiledModule as Module;
};

/** Of kernels in JavaScript. */
const panelOf = ({ code }: CpuPart): number => (code as { readonly panel: number }).panel;
