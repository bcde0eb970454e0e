import { strides, type BufferDeclaration } from '@resnet-compile/ir';

/** Bytes between an operand's elements for neighbouring pixels, rows and images *of the result*. */
export interface Access {
  readonly x: number;
  readonly y: number;
  readonly image: number;
}

/** Bytes between neighbouring pixels and rows of the input itself, and its extent. */
export interface InputMap {
  readonly pixel: number;
  readonly row: number;
  readonly height: number;
  readonly width: number;
}

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

/** Where nothing moves with the pixels but the image. */
export const byImage = (buffer: BufferDeclaration): Access => ({ x: 0, y: 0, image: strides(buffer).image * 4 });
