/** A kernel of a compiled program: addresses, then the first and the last pixel. */
export type Kernel = (...parameters: number[]) => void;

/** Kernels in JavaScript over a memory, as floats and as bits. */
export type KernelFactory = (f: Float32Array, u: Uint32Array) => readonly Kernel[];
