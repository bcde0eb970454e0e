import { dtypes } from './dtype.ts';
import type { BufferDeclaration, Layout, Placement } from './kernel-program.ts';
import type { MapShape } from './map-shape.ts';

/** Distances in elements, for a buffer that has a layout. */
export interface Strides {
  readonly pixel: number;
  readonly row: number;
  readonly image: number;
  /** From the start of the buffer to the first pixel of the first image: the upper and left halo. */
  readonly origin: number;
}

/** @throws {Error} for a buffer without layout. */
export function strides({ id, shape, layout }: Omit<BufferDeclaration, 'dtype'>): Strides {
  if (!layout) throw new Error(`buffer ${id} has no layout`);
  const [, height, width] = shape as MapShape;
  const [haloY, haloX] = layout.halo;
  const row = (width + haloX) * layout.pitch;
  return { pixel: layout.pitch, row, image: (height + haloY) * row, origin: haloY * row + haloX * layout.pitch };
}

/** @throws {Error} for a buffer that is not placed. */
export function placementOf({ id, placement }: BufferDeclaration): Placement {
  if (!placement) throw new Error(`buffer ${id} is not placed`);
  return placement;
}

/** Bytes of a buffer: `constant + perImage · N`. */
export function placedBytes(buffer: BufferDeclaration): { readonly constant: number; readonly perImage: number } {
  const { origin, image } = strides(buffer);
  const { bytes } = dtypes[buffer.dtype];
  return { constant: origin * bytes, perImage: image * bytes };
}

/** Whether two buffers lie alike, or have no layout yet. */
export const sameLayout = (a: Layout | undefined, b: Layout | undefined): boolean =>
  a?.pitch === b?.pitch && a?.halo[0] === b?.halo[0] && a?.halo[1] === b?.halo[1];
