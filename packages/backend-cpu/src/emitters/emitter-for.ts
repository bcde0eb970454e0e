import type { KernelShape } from '../kernel-shape.ts';
import { suffices } from '../wasm/emitters.ts';
import { forward } from '../wasm/forward.ts';

/** The least emitter of `@resnet-compile/backend-cpu/text` that has these kernels. */
export const emitterFor = (shapes: readonly KernelShape[]): 'forward' | 'everything' =>
  suffices(forward, shapes) ? 'forward' : 'everything';
