import type { VariantName } from '@resnet-compile/backend-cpu';
import { hasRelaxedSimd, joinsVectors } from './host-features.ts';

/** A kernel of a compiled program: addresses, then the first and the last pixel. */
export type Kernel = (...parameters: number[]) => void;

/** Kernels as the compiled module carries them; filters are packed in panels of `panel` channels. */
export type CpuCode =
  /** Deflated WebAssembly in base64; a host takes the best that it can run. */
  | { readonly [Name in VariantName]: { readonly panel: number; readonly wasm: string } }
  | { readonly panel: number; readonly kernels: (f: Float32Array, u: Uint32Array) => readonly Kernel[] };

export interface Kernels {
  readonly panel: number;
  /** Binds kernels to a memory; again after the memory has grown. */
  readonly bind: (memory: WebAssembly.Memory) => readonly Kernel[];
}

export async function loadKernels(code: CpuCode): Promise<Kernels> {
  if ('kernels' in code) return { panel: code.panel, bind: ({ buffer }) => code.kernels(new Float32Array(buffer), new Uint32Array(buffer)) };
  const { panel, wasm } = code[!hasRelaxedSimd() ? 'plain' : joinsVectors() ? 'wide' : 'fused'];
  const module = await WebAssembly.compile(await inflate(wasm));
  let bound: readonly Kernel[] | undefined;
  return {
    panel,
    bind: (memory) => {
      if (!bound) {
        const { exports } = new WebAssembly.Instance(module, { env: { memory } });
        bound = Object.keys(exports).map((_, index) => exports[`k${index}`] as Kernel);
      }
      return bound;
    },
  };
}

async function inflate(base64: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();
}
