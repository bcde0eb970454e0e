import { emitKernelsBy } from '../wasm/emit-kernels.ts';
import { everything } from '../wasm/everything.ts';

/** For modules that train, and all others. */
export const emitKernels = emitKernelsBy(everything);
