import { emitKernelsBy } from '../wasm/emit-kernels.ts';
import { forward } from '../wasm/forward.ts';

/** For modules that predict, most of them. */
export const emitKernels = emitKernelsBy(forward);
