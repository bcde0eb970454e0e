import { strides, viewOf, type BufferDeclaration, type Read, type View } from '@resnet-compile/ir';
import { accessOf } from './access.ts';
import type { ReadShape } from './kernel-shape.ts';

type Pair = readonly [number, number];

export const isMasked = (view: View): boolean => view.before !== 0 || view.after !== 0;

/** A read of pixels that are `stride` apart in the result. */
export function readShape(
  read: Read,
  buffers: (id: string) => BufferDeclaration,
  [down, right]: Pair = [1, 1],
): ReadShape {
  const view = viewOf(read);
  const access = accessOf(buffers(read.buffer), [view.stride[0] * down, view.stride[1] * right]);
  return { access, ...(isMasked(view) ? { masked: true } : {}), ...(view.repeated ? { repeated: true } : {}) };
}

/** Bytes from a buffer's first pixel to pixel (y, x), of which a view reads every `stride`th. */
export function bytesTo(buffer: BufferDeclaration, y: number, x: number): number {
  const { pixel, row } = strides(buffer);
  return (y * row + x * pixel) * 4;
}
