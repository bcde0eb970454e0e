import encode, { init } from '@jsquash/png/encode.js';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A PNG of planes of grey or of red, green and blue, C×H×W, of values in 0…1. */
export async function png(values, [channels, height, width]) {
  await init(readFileSync(fileURLToPath(import.meta.resolve('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'))));
  const plane = height * width;
  const data = new Uint8ClampedArray(4 * plane).fill(255);
  for (let pixel = 0; pixel < plane; pixel++)
    for (let c = 0; c < 3; c++) data[4 * pixel + c] = 255 * values[(channels === 1 ? 0 : c) * plane + pixel];
  return Buffer.from(await encode({ data, width, height }));
}
