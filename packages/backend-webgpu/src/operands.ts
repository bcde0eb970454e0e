import {
  isTiled,
  operationsOf,
  readsOf,
  viewOf,
  writesOf,
  type BufferDeclaration,
  type Kernel,
  type Read,
} from '@resnet-compile/ir';
import type { Operand, ViewedOperand } from './kernel-shape.ts';

/** The buffers that a kernel binds, each once: first those it reads. */
export const boundBuffers = (kernel: Kernel): readonly string[] => [
  ...new Set([...readsOf(kernel), ...writesOf(kernel)]),
];

/** The tensor that a kernel reads as filters. */
export const filtersOf = ({ core }: Kernel): string | undefined => (isTiled(core) ? core.tensors[0] : undefined);

/** All others: values per channel, in the order of the operations that read them. */
export const vectorTensorsOf = (kernel: Kernel): readonly string[] =>
  operationsOf(kernel).flatMap(({ tensors }, index) =>
    index === 0 && isTiled(kernel.core) ? tensors.slice(1) : tensors,
  );

/** @throws {Error} for a layout that kernels do not expect. */
export function describe({ id, shape: [channels, height, width], layout }: BufferDeclaration, buffer: number): Operand {
  if (!layout || layout.pitch % 4 !== 0 || layout.halo.some(Boolean))
    throw new Error(
      `buffer ${id} has ${layout ? `a pitch of ${layout.pitch} and a halo of ${layout.halo.join('×')}` : 'no layout'}; WebGPU kernels expect whole vectors and no halo`,
    );
  return { buffer, channels, map: [height, width], pitch: layout.pitch / 4 };
}

/** A buffer as an operation reads it. */
export const describeRead = (read: Read, operand: (id: string) => Operand): ViewedOperand => {
  const { stride, before, after, repeated } = viewOf(read);
  return { ...operand(read.buffer), stride, before, after, ...(repeated ? { repeated } : {}) };
};
