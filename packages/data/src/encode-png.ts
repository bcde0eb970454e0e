import { binaryOf } from './decode/binary-of.ts';
import type { Image } from './image.ts';

/**
 * The PNG file of an image, in any host, by the package `@jsquash/png`.
 * @param image of 1 channel, which is gray, or 3, red, green and blue
 */
export async function encodePng({ data, channels, height, width }: Image): Promise<Uint8Array<ArrayBuffer>> {
  const { default: encode, init } = await import('@jsquash/png/encode.js');
  await init(binaryOf('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
  const plane = height * width;
  const pixels = new Uint8ClampedArray(4 * plane).fill(255);
  for (let at = 0; at < plane; at++)
    for (let colour = 0; colour < 3; colour++)
      pixels[4 * at + colour] = data[(channels === 1 ? 0 : colour) * plane + at] ?? 0;
  return new Uint8Array(await encode({ data: pixels, width, height, colorSpace: 'srgb' }));
}
