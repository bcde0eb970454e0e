import type { Clear, Linear, MapPlan } from '@resnet-compile/backend-cpu';
import type { Images } from '../engine.ts';

export const at = ([constant, perImage]: Linear, batch: number): number => constant + perImage * batch;

/** Planar images → pixels with their channels side by side. Bytes become 0…1. */
export function writeImages(map: MapPlan, images: Images, batch: number, f: Float32Array): void {
  const [channels, height, width] = map.shape;
  const start = at(map.address, batch) / 4;
  const factor = images instanceof Uint8Array ? 1 / 255 : 1;
  let source = 0;
  for (let n = 0; n < batch; n++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let y = 0; y < height; y++) {
        let target = start + (n * map.image + y * map.row) / 4 + channel;
        for (let x = 0; x < width; x++, source++, target += map.pixel / 4) f[target] = images[source]! * factor;
      }
    }
  }
}

/** Reads N×classes. */
export function readVectors(map: MapPlan, batch: number, f: Float32Array, into: Float32Array): void {
  const start = at(map.address, batch) / 4;
  const [features] = map.shape;
  for (let n = 0; n < batch; n++) {
    const from = start + (n * map.image) / 4;
    into.set(f.subarray(from, from + features), n * features);
  }
}

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
