import type { CompiledModule } from './compiled-module.ts';
import type { HostCode } from './host-code.ts';

/** A module that was data, with its code. */
export const withHostCode = <Module extends CompiledModule>(
  module: Module,
  { kernels, loss, update }: HostCode,
): Module => ({
  ...module,
  ...(kernels && module.cpu ? { cpu: { ...module.cpu, code: { panel: panelOf(module.cpu), kernels } } } : {}),
  ...(module.training && loss
    ? { training: { ...module.training, code: { loss, ...(update ? { update } : {}) } } }
    : {}),
});

/** Of kernels in JavaScript. */
const panelOf = ({ code }: NonNullable<CompiledModule['cpu']>): number => (code as { readonly panel: number }).panel;
