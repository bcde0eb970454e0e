import { strides, type BufferDeclaration } from '@resnet-compile/ir';
import type { Access, InputMap } from './kernel-shape.ts';

/** Channels in a 128-bit vector. */
export const vector = 4;
export const padded = (channels: number): number => Math.ceil(channels / vector) * vector;

/** Bytes between the elements that neighbouring pixels of the result read, where the operand is read with a stride. */
export function accessOf(buffer: BufferDeclaration, [sy, sx]: readonly [number, number]): Access {
  const { pixel, row, image } = strides(buffer);
  return { x: sx * pixel * 4, y: sy * row * 4, image: image * 4 };
}

export const inputMap = (buffer: BufferDeclaration): InputMap => {
  const { pixel, row } = strides(buffer);
  return { pixel: pixel * 4, row: row * 4, height: buffer.shape[1], width: buffer.shape[2] };
};
