import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { images } from '@resnet-compile/testing';

const recordBytes = 1 + 3 * 32 * 32;
const names = [...[1, 2, 3, 4, 5].map((part) => `data_batch_${part}`), 'test_batch'];

/** Writes files that look like CIFAR-10's, with 100 images each, and as many of each class. */
export function writeSmallCifar(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, name] of names.entries()) {
    const bytes = Uint8Array.from(images(index, [100, recordBytes]).data, (value) => Math.round(value * 60 + 128));
    for (let n = 0; n < 100; n++) bytes[n * recordBytes] = n % 10;
    writeFileSync(join(folder, `${name}.bin`), bytes);
  }
}
