import { declarationOf } from './cores/index.ts';
import { readsOf } from './kernel-uses.ts';
import type { KernelProgram } from './kernel-program.ts';

/** Whether all cores that read a buffer read it float by float, so that its channels need not be padded to vectors. */
export const readByFloat = ({ kernels }: Pick<KernelProgram, 'kernels'>, buffer: string): boolean =>
  kernels.every((kernel) => {
    if (!readsOf(kernel).includes(buffer)) return true;
    const { core, epilogue, tile } = kernel;
    // Additions read whole vectors, and so do Winograd's algorithm and other cores.
    const byFloat = tile?.winograd ? undefined : declarationOf(core).byFloat?.(core);
    const whole = core.reads.filter((_, place) => !byFloat?.[place]);
    return ![...whole, ...epilogue.flatMap(({ reads }) => reads)].some((read) => read.buffer === buffer);
  });
