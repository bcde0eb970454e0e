import type { Clear } from '@resnet-compile/backend-cpu';
import { at } from '../maps.ts';

/** Zeroes what lies around the maps of a buffer. */
export function clear({ address, origin, pixels, row, image, height, whole }: Clear, batch: number, f: Float32Array): void {
  const start = at(address, batch) / 4;
  if (whole) return void f.fill(0, start, start + (origin + image * batch) / 4);
  f.fill(0, start, start + origin / 4);
  for (let n = 0; n < batch; n++) {
    const map = start + (origin + n * image) / 4;
    for (let y = 0; y < height - 1; y++) f.fill(0, map + (y * row + pixels) / 4, map + ((y + 1) * row) / 4);
    f.fill(0, map + ((height - 1) * row + pixels) / 4, map + image / 4);
  }
}
