import encode, { init } from '@jsquash/jpeg/encode.js';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @param {{ data: Uint8ClampedArray, width: number, height: number }} image rows of red, green, blue and alpha */
export async function encodeJpeg(image) {
  await init({
    wasmBinary: readFileSync(createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm')),
  });
  return new Uint8Array(await encode(image, { quality: 90 }));
}
