import { declarationOf } from './cores/index.ts';
import type { KernelProgram } from './kernel-program.ts';
import type { Read } from './operation.ts';

/** Whether all cores that read a buffer read it float by float, so that its channels need not be padded to vectors. */
export const readByFloat = ({ kernels }: Pick<KernelProgram, 'kernels'>, buffer: string): boolean =>
  kernels.every(({ core, epilogue, tile }) => {
    const isIt = (read: Read): boolean => read.buffer === buffer;
    // Additions read whole vectors, and so do Winograd's algorithm and other cores.
    if (epilogue.some(({ reads }) => reads.some(isIt))) return false;
    if (!core.reads.some(isIt)) return true;
    const byFloat = tile?.winograd ? undefined : declarationOf(core).byFloat?.(core);
    return core.reads.every((read, place) => !isIt(read) || byFloat?.[place]);
  });
