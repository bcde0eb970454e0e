import {
  isTiled,
  operationsOf,
  readsOf,
  strides,
  viewOf,
  writesOf,
  type BufferDeclaration,
  type Core,
  type Kernel,
  type Read,
} from '@resnet-compile/ir';
import type { Operand, ViewedOperand } from './kernel-shape.ts';

/** The buffers that a kernel binds, each once: first those it reads. */
export const boundBuffers = (kernel: Kernel): readonly string[] => [
  ...new Set([...readsOf(kernel), ...writesOf(kernel)]),
];

/** The tensor that a kernel reads as filters. */
export const filtersOf = ({ core }: Kernel): string | undefined => (hasFilters(core) ? core.tensors[0] : undefined);

const hasFilters = (core: Core): boolean => isTiled(core) || core.kind === 'channel_convolution';

/** All others: values per channel, in the order of the operations that read them. */
export const vectorTensorsOf = (kernel: Kernel): readonly string[] =>
  operationsOf(kernel).flatMap(({ tensors }, index) =>
    index === 0 && hasFilters(kernel.core) ? tensors.slice(1) : tensors,
  );

/** Pixels are whole vectors of channels, without a halo. */
export const describe = (declared: BufferDeclaration, buffer: number): Operand => {
  const [channels, ...map] = declared.shape;
  const half = declared.dtype === 'f16' ? ({ half: true } as const) : {};
  return { buffer, channels, map, pitch: strides(declared).pixel / 4, ...half };
};

/** A buffer as an operation reads it. */
export const describeRead = (read: Read, operand: (id: string) => Operand): ViewedOperand => {
  const { stride, before, after, repeated } = viewOf(read);
  return { ...operand(read.buffer), stride, before, after, ...(repeated ? { repeated } : {}) };
};
