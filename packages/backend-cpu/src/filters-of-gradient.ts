import { tapsOf, type KernelShape } from './kernel-shape.ts';

/** Floats of the filters whose gradient a kernel sums up; undefined of other kernels. */
export function filtersOfGradient({ core, paddedChannels }: KernelShape): number | undefined {
  if (core.kind === 'filter_gradient')
    return core.outChannels * core.groups * core.kernel[0] * core.kernel[1] * core.inChannels;
  return core.kind === 'grouped_filter_gradient' ? paddedChannels * tapsOf(core.group) : undefined;
}
