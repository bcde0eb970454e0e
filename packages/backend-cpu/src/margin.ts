import { readingsOf, viewOf, type KernelProgram } from '@resnet-compile/ir';

/** Bytes before the first tensor and behind the last that are read, never used: by vector loads and by masked ones. */
const leastMargin = 4096;

/** Masked loads reach as many channels before and behind a map as its view pads it with. */
export function marginOf({ kernels }: KernelProgram): number {
  const views = kernels.flatMap(readingsOf).map(viewOf);
  const channels = views.reduce((most, { before, after }) => Math.max(most, Math.abs(before), Math.abs(after)), 0);
  return Math.max(leastMargin, Math.ceil(((channels + 4) * 4) / 64) * 64);
}
