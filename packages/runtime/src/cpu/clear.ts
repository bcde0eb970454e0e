import { at, type Clear } from '@resnet-compile/plan/cpu';

/** Zeroes what lies around the maps of a buffer, of the images from `first` up to `last`; all of it where it must be whole. */
export function clear(
  { address, origin, pixels, row, image, height, whole }: Clear,
  first: number,
  last: number,
  batch: number,
  f: Float32Array,
): void {
  const start = at(address, batch) / 4;
  if (whole) return void f.fill(0, start, start + (origin + image * batch) / 4);
  if (first === 0) f.fill(0, start, start + origin / 4);
  for (let n = first; n < last; n++) {
    const map = start + (origin + n * image) / 4;
    for (let y = 0; y < height - 1; y++) f.fill(0, map + (y * row + pixels) / 4, map + ((y + 1) * row) / 4);
    f.fill(0, map + ((height - 1) * row + pixels) / 4, map + image / 4);
  }
}
