import type { EmitKernels, KernelShapes, VariantName } from '@resnet-compile/plan/cpu';
import { compileBinary, expectWebAssembly, hasRelaxedSimd, joinsVectors } from './host-features.ts';
import type { Kernel, KernelFactory } from './kernel.ts';
import type { KernelMemory } from './memory.ts';
import { verifyKernels } from './verify-kernels.ts';

/** Kernels as the compiled module carries them; filters are packed in panels of `panel` channels. */
export type CpuCode =
  /** WebAssembly, of which a host takes the best that it can run. Threads are given it compiled, and neither of these. */
  | { readonly shapes?: KernelShapes; readonly emit?: EmitKernels }
  | { readonly panel: number; readonly kernels: KernelFactory };

/** Kernels that are ready for a memory, or to be sent to another thread. */
export interface CompiledKernels {
  readonly panel: number;
  /** None where they are JavaScript. */
  readonly wasm?: WebAssembly.Module;
}

export interface Kernels {
  readonly panel: number;
  readonly inJavaScript: boolean;
  /** Binds kernels to a memory; again after the memory has grown. */
  readonly bind: (memory: KernelMemory) => readonly Kernel[];
}

/**
 * Emits and compiles what the host runs best, for a memory that is shared or not; what the host computes wrongly it says
 * aloud and leaves out.
 *
 * @throws {Error} where the host has no WebAssembly, or computes nothing right.
 */
export async function compileKernels(
  code: CpuCode,
  { shared }: { readonly shared: boolean },
): Promise<CompiledKernels> {
  if ('kernels' in code) return { panel: code.panel };
  const { shapes, emit } = code;
  if (!shapes || !emit) throw new Error('a module without kernels');
  expectWebAssembly();
  const names: readonly VariantName[] = hasRelaxedSimd()
    ? [...(joinsVectors() ? ['wide' as const] : []), 'fused', 'plain']
    : ['plain'];
  for (const name of names) {
    const { panel, check, bytes } = emit(shapes, name, { shared });
    const module = await awake(compileBinary(bytes));
    if (await verifyKernels(module, check, panel, shared)) return { panel, wasm: module };
    console.warn(`resnet-compile: this host computes the kernels of the variant ${name} wrongly; another is taken`);
  }
  throw new Error(
    'this host computes WebAssembly with SIMD wrongly. Update it, or compile the network with --target js.',
  );
}

/** Node ends while it compiles where nothing else is waited for, and V8 was told to compile all at once. */
async function awake<Value>(work: Promise<Value>): Promise<Value> {
  const timer = setInterval(() => undefined, 1000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

export function bindKernels(code: CpuCode, { panel, wasm }: CompiledKernels): Kernels {
  if ('kernels' in code)
    return {
      panel,
      inJavaScript: true,
      bind: ({ buffer }) => code.kernels(new Float32Array(buffer), new Uint32Array(buffer)),
    };
  if (!wasm) throw new Error('kernels that are neither compiled nor JavaScript');
  let bound: readonly Kernel[] | undefined;
  return {
    panel,
    inJavaScript: false,
    bind: (memory) => {
      if (!bound) {
        const { exports } = new WebAssembly.Instance(wasm, { env: { memory: memory as WebAssembly.Memory } });
        bound = Object.keys(exports).map((_, index) => exports[`k${index}`] as Kernel);
      }
      return bound;
    },
  };
}
