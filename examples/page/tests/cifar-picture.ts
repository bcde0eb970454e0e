import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bitmapFile } from './bitmap-file.ts';

/** CIFAR-10's test images, where they are. */
export const cifarTests = join(
  process.env['RESNET_COMPILE_SHARED'] ?? '/nowhere',
  'data/cifar-10-batches-bin/test_batch.bin',
);

let images: Buffer | undefined;

/** One of them as a file, and its class. */
export function cifarPicture(n: number): { readonly label: number; readonly file: Buffer } {
  images ??= readFileSync(cifarTests);
  const image = images.subarray(n * 3073, (n + 1) * 3073);
  const at = (channel: number, x: number, y: number): number => image[1 + 1024 * channel + 32 * y + x] ?? 0;
  return { label: image[0] ?? 0, file: bitmapFile(32, 32, (x, y) => [at(0, x, y), at(1, x, y), at(2, x, y)]) };
}
