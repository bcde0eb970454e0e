import { pointwise } from '@resnet-compile/ir';
import type { CheckExtents } from '@resnet-compile/plan/cpu';
import type { KernelShape } from './kernel-shape.ts';

/** The extents of the check kernel: tiles, panels and unrolled loops with a rest each. */
export const checkExtents = { pixels: 13, inputs: 20, outputs: 44 } as const satisfies CheckExtents;

/**
 * The last kernel of every binary: a 1×1 convolution with bias and ReLU, whose results on whole numbers are exact. A host
 * computes it before it trusts a variant.
 */
export const checkShape: KernelShape = {
  map: [1, checkExtents.pixels],
  channels: checkExtents.outputs,
  paddedChannels: checkExtents.outputs,
  core: {
    kind: 'convolution',
    reads: [{ access: { x: checkExtents.inputs * 4, y: 0, image: 0 } }],
    tensors: 1,
    results: 0,
    kernelRows: 1,
    rowStride: 0,
    pieces: 1,
    pieceStride: 0,
    run: checkExtents.inputs,
    groups: 1,
    groupStride: 0,
  },
  steps: [
    { kind: 'map', reads: [], tensors: 1, of: pointwise.sum },
    { kind: 'map', reads: [], tensors: 0, of: pointwise.relu },
    { kind: 'store', access: { x: checkExtents.outputs * 4, y: 0, image: 0 }, sliced: false },
  ],
};
