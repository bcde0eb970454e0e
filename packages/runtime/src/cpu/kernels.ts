import type { CheckExtents, VariantName } from '@resnet-compile/plan/cpu';
import { nodeModule } from '../workers/host.ts';
import { compileBinary, expectWebAssembly, hasRelaxedSimd, joinsVectors } from './host-features.ts';
import type { Kernel, KernelFactory } from './kernel.ts';
import type { KernelMemory } from './memory.ts';
import { verifyKernels } from './verify-kernels.ts';

/** Kernels as the compiled module carries them; filters are packed in panels of `panel` channels. */
export type CpuCode =
  /** Deflated WebAssembly in base64; a host takes the best that it can run. */
  | { readonly [Name in VariantName]: { readonly panel: number; readonly check: CheckExtents; readonly wasm: string } }
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
 * Compiles what the host runs best, for a memory that is shared or not; what the host computes wrongly it says aloud and
 * leaves out.
 *
 * @throws {Error} where the host has no WebAssembly, or computes nothing right.
 */
export async function compileKernels(
  code: CpuCode,
  { shared }: { readonly shared: boolean },
): Promise<CompiledKernels> {
  if ('kernels' in code) return { panel: code.panel };
  expectWebAssembly();
  const names: readonly VariantName[] = hasRelaxedSimd()
    ? [...(joinsVectors() ? ['wide' as const] : []), 'fused', 'plain']
    : ['plain'];
  for (const name of names) {
    const { panel, check, wasm } = code[name];
    const bytes = new Uint8Array(await inflate(wasm));
    const module = await awake(compileBinary(shared ? importingShared(bytes) : bytes));
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
  let bound: readonly Kernel[] | undefined;
  return {
    panel,
    inJavaScript: false,
    bind: (memory) => {
      if (!bound) {
        const { exports } = new WebAssembly.Instance(wasm!, { env: { memory: memory as WebAssembly.Memory } });
        bound = Object.keys(exports).map((_, index) => exports[`k${index}`] as Kernel);
      }
      return bound;
    },
  };
}

/**
 * A shared memory is another type, and differs in one bit: that of the import's limits. The compiler's encoder puts the
 * import behind the types, as the one entry of its section: id, size, count, "env", "memory", kind, limits.
 */
function importingShared(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let [place, size] = [9, 0];
  // LEB128, seven bits a byte, the lowest first.
  for (let shift = 0, more = true; more; shift += 7, place++) {
    size |= (bytes[place]! & 0x7f) << shift;
    more = bytes[place]! >= 0x80;
  }
  bytes[place + size + 1 + 1 + 1 + 4 + 7 + 1]! |= 2;
  return bytes;
}

async function inflate(base64: string): Promise<ArrayBuffer | Uint8Array> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  // Where a test imitates a page, there is Node, and not always a page's streams.
  const zlib = nodeModule<{ inflateRawSync(bytes: Uint8Array): Uint8Array }>('zlib');
  if (zlib) return zlib.inflateRawSync(bytes);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();
}
