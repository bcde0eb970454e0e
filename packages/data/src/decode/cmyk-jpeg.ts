import type { JpegDecoder } from 'utif2';
import type { Rgba } from './rgba.ts';
import { frameOfJpeg } from './jpeg-frame.ts';
import { upsample } from './upsample.ts';

/**
 * A JPEG of four components as Pillow's `convert('RGB')` has it: CMYK, or with Adobe's transform 2 YCCK, inverted as Adobe's
 * programs write it. The decoder repeats samples of components with fewer; libjpeg interpolates, and so does this.
 * @throws {Error} where the file ends too early or is none.
 */
export function decodeCmykJpeg(bytes: Uint8Array, Decoder: typeof JpegDecoder): Rgba {
  const frame = frameOfJpeg(bytes);
  if (!frame) throw new Error('its markers are broken');
  const { sampling, adobeTransform } = frame;
  if (!bytes.some((byte, at) => byte === 0xff && bytes[at + 1] === 0xd9)) throw new Error('its data ends too early');
  const isYcck = adobeTransform !== undefined && bytes[adobeTransform] === 2;
  const raw = bytes.slice();
  if (adobeTransform !== undefined) raw[adobeTransform] = 0; // The components as they are stored.
  const decoder = new Decoder();
  decoder.parse(raw);
  const { width, height } = decoder;
  const samples = decoder.getData({ width, height, forceRGB: false, isSourcePDF: true });
  if (samples.length !== 4 * width * height) throw new Error('it has not four whole components');
  const most = Math.max(...sampling.map(([horizontal]) => horizontal));
  const mostRows = Math.max(...sampling.map(([, vertical]) => vertical));
  const [c, m, y, k] = sampling.map(([horizontal, vertical], component) =>
    upsample(samples, component, width, height, most / horizontal, mostRows / vertical),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  if (isYcck) toCmyk(c, m, y);
  const data = new Uint8Array(4 * width * height);
  for (let at = 0; at < k.length; at++) {
    for (const [channel, ink] of [c[at]!, m[at]!, y[at]!].entries())
      data[4 * at + channel] = withoutInk(255 - ink, 255 - k[at]!);
  }
  return { data, width, height };
}

/** What two inks leave of the light, all of 0…255: cmyk2rgb of Pillow's Convert.c. */
export function withoutInk(ink: number, black: number): number {
  const product = ink * (255 - black) + 128;
  return 255 - black - ((product + (product >> 8)) >> 8);
}

/** YCCK to CMYK in place, K staying as it is: libjpeg's jdcolor.c, in fixed point of 16 bits. */
function toCmyk(luma: Uint8Array, blue: Uint8Array, red: Uint8Array): void {
  const fixed = (value: number): number => Math.round(value * 65536);
  const clamped = (value: number): number => Math.min(Math.max(value, 0), 255);
  for (let at = 0; at < luma.length; at++) {
    const [y, cb, cr] = [luma[at]!, blue[at]! - 128, red[at]! - 128];
    luma[at] = clamped(255 - (y + ((fixed(1.402) * cr + 32768) >> 16)));
    blue[at] = clamped(255 - (y + ((-fixed(0.344136286) * cb - fixed(0.714136286) * cr + 32768) >> 16)));
    red[at] = clamped(255 - (y + ((fixed(1.772) * cb + 32768) >> 16)));
  }
}
