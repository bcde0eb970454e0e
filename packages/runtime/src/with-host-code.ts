import type { CompiledModule } from './compiled-module.ts';
import type { HostCode } from './host-code.ts';

/** Makes a module that was data whole: by what of it is JavaScript. */
export type WithHostCode = <Module extends CompiledModule>(module: Module, code: HostCode) => Module;

/** Its kernels, where they are no WebAssembly. */
export const withKernels: WithHostCode = (module, { kernels }) => ({
  ...module,
  ...(kernels && module.cpu ? { cpu: { ...module.cpu, code: { panel: panelOf(module.cpu), kernels } } } : {}),
});

/** Of kernels in JavaScript. */
const panelOf = ({ code }: NonNullable<CompiledModule['cpu']>): number => (code as { readonly panel: number }).panel;
