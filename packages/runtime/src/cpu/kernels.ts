/** A kernel of a compiled program: addresses, then the first and the last pixel. */
export type Kernel = (...parameters: number[]) => void;

/** Kernels as the compiled module carries them. */
export type CpuCode =
  /** Deflated WebAssembly in base64: for hosts with and without fused multiply-add. */
  | { readonly relaxed: string; readonly plain: string }
  | ((f: Float32Array, u: Uint32Array) => readonly Kernel[]);

/** Binds kernels to a memory; again after the memory has grown. */
export type Bind = (memory: WebAssembly.Memory) => readonly Kernel[];

export async function loadKernels(code: CpuCode): Promise<Bind> {
  if (typeof code === 'function') return ({ buffer }) => code(new Float32Array(buffer), new Uint32Array(buffer));
  const module = await WebAssembly.compile(await inflate(hasRelaxedSimd() ? code.relaxed : code.plain));
  let bound: readonly Kernel[] | undefined;
  return (memory) => {
    if (!bound) {
      const { exports } = new WebAssembly.Instance(module, { env: { memory } });
      bound = Object.keys(exports).map((_, index) => exports[`k${index}`] as Kernel);
    }
    return bound;
  };
}

/** Validates `(func (drop (f32x4.relaxed_madd … )))`. */
function hasRelaxedSimd(): boolean {
  const zero = [0xfd, 0x0c, ...Array.from({ length: 16 }, () => 0)];
  const body = [0, ...zero, ...zero, ...zero, 0xfd, 0x85, 0x02, 0x1a, 0x0b];
  return WebAssembly.validate(Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, body.length + 2, 1, body.length, ...body,
  ]));
}

async function inflate(base64: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();
}
