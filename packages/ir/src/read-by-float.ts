import { declarationOf } from './cores/index.ts';
import type { KernelProgram } from './kernel-program.ts';

/** Whether all cores that read a buffer read it float by float, so that its channels need not be padded to vectors. */
export const readByFloat = ({ kernels }: Pick<KernelProgram, 'kernels'>, buffer: string): boolean =>
  kernels.every(({ core, epilogue, tile }) => {
    // Additions read whole vectors, and so do Winograd's algorithm and other cores.
    const byFloat = tile?.winograd ? undefined : declarationOf(core).byFloat?.(core);
    const whole = core.reads.filter((_, place) => !byFloat?.[place]);
    return ![...whole, ...epilogue.flatMap(({ reads }) => reads)].some((read) => read.buffer === buffer);
  });
