import { at, type MapPlan } from '@resnet-compile/plan/cpu';
import type { Images } from './engine.ts';

/** Planar images → pixels with their channels side by side. Bytes become 0…1. */
export function writeImages(map: MapPlan, images: Images, batch: number, f: Float32Array): void {
  const factor = images instanceof Uint8Array ? 1 / 255 : 1;
  if (map.shape[0] === 3) return writeColours(map, images, factor, batch, f);
  eachRow(map, batch, (index, planar, width, step) => {
    for (let x = 0; x < width; x++) f[index + x * step] = images[planar + x]! * factor;
  });
}

/** Three channels at once: 224×224 pixels take 0.13 ms instead of 0.20. */
function writeColours(
  { shape: [, height, width], address, pixel, row, image }: MapPlan,
  images: Images,
  factor: number,
  batch: number,
  f: Float32Array,
): void {
  const [start, step, plane] = [at(address, batch), pixel / 4, height * width];
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      let to = (start + n * image + y * row) / 4;
      let from = n * 3 * plane + y * width;
      for (const end = from + width; from < end; from++, to += step) {
        f[to] = images[from]! * factor;
        f[to + 1] = images[from + plane]! * factor;
        f[to + 2] = images[from + 2 * plane]! * factor;
      }
    }
  }
}

/** The other way round: reads N×C×H×W, or N×classes. */
export function readMaps(map: MapPlan, batch: number, f: Float32Array, into: Float32Array): void {
  eachRow(map, batch, (index, planar, width, step) => {
    for (let x = 0; x < width; x++) into[planar + x] = f[index + x * step]!;
  });
}

/** Calls with the index of each row's first value, here and in planar order. */
function eachRow(
  map: MapPlan,
  batch: number,
  visit: (index: number, planar: number, width: number, step: number) => void,
): void {
  const [channels, height, width] = map.shape;
  const start = at(map.address, batch) / 4;
  // Row by row: all of its channels lie in the cache.
  for (let n = 0; n < batch; n++) {
    for (let y = 0; y < height; y++) {
      const row = start + (n * map.image + y * map.row) / 4;
      for (let channel = 0; channel < channels; channel++)
        visit(row + channel, ((n * channels + channel) * height + y) * width, width, map.pixel / 4);
    }
  }
}
