import type { CompiledModule } from './compiled-module.ts';
import type { CpuPart } from './cpu/cpu-part.ts';
import type { HostCode } from './host-code.ts';

/** Makes a module that was data whole: by what of it is JavaScript. */
export type WithHostCode = <Module extends CompiledModule>(module: Module, code: HostCode) => Module;

/** What emits its kernels, or in a module without WebAssembly they themselves. */
export const withKernels: WithHostCode = (module, code) => ({
  ...module,
  ...(module.cpu ? { cpu: kernelsIn(module.cpu, code) } : {}),
});

/** The same for one program. */
export function kernelsIn<Part extends CpuPart>(part: Part, { kernels, emit }: HostCode): Part {
  if (kernels) return { ...part, code: { panel: panelOf(part), kernels } };
  return emit ? { ...part, code: { ...part.code, emit } } : part;
}

/** Of kernels in JavaScript. */
const panelOf = ({ code }: CpuPart): number => (code as { readonly panel: number }).panel;
