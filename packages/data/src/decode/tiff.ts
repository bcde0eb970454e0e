import { withoutInk } from './cmyk-jpeg.ts';
import type { Rgba } from './rgba.ts';

type Page = ReturnType<typeof import('utif2').decode>[number];
type Reader = Pick<typeof import('utif2'), 'decode' | 'decodeImage' | 'toRGBA8'>;

/** Tags of TIFF 6.0, section 8, that say where the pixels lie, in strips or in tiles. */
const pieces = [
  ['t273', 't279'],
  ['t324', 't325'],
] as const;

/**
 * The first page of a TIFF file; sixteen bits become their upper eight.
 * @throws {Error} where it is cut off, or its samples are floating-point numbers, of which nobody knows the range.
 */
export function decodeTiff(bytes: ArrayBuffer, { decode, decodeImage, toRGBA8 }: Reader): Rgba {
  const [page] = decode(bytes);
  if (!page?.t256) throw new Error('it has no page with an image');
  for (const [places, sizes] of pieces) {
    page[places]?.forEach((place, at) => {
      if (place + (page[sizes]?.[at] ?? 0) > bytes.byteLength) throw new Error('its data end too early');
    });
  }
  if (page.t339?.[0] === 3)
    throw new Error('its samples are floating-point numbers; expected 1 to 16 bits: convert it');
  checkMemory(page);
  decodeImage(bytes, page);
  const { width, height, data } = page;
  // The reader converts CMYK by a library that only pages have.
  const isCmyk = page.t262?.[0] === 5;
  if (!isCmyk) return { data: toRGBA8(page), width, height };
  if (page.t258?.[0] !== 8 || page.t277?.[0] !== 4)
    throw new Error('it is CMYK of another kind than four times 8 bits: convert it');
  const rgba = new Uint8Array(4 * width * height);
  for (let at = 0; at < rgba.length; at++) if ((at & 3) !== 3) rgba[at] = withoutInk(data[at]!, data[at | 3]!);
  return { data: rgba, width, height };
}

/** What the reader takes memory for besides the size of the image: samples of a pixel, and a tile, which may be larger than the image. */
function checkMemory({
  t258: [bits = 1] = [],
  t277: [samples = 1] = [],
  t322: [width = 0] = [],
  t323: [height = 0] = [],
}: Page): void {
  if (bits * samples > mostBits)
    throw new Error(`it has ${samples} samples of ${bits} bits a pixel; expected at most ${mostBits} bits: convert it`);
  if (width * height > mostTilePixels)
    throw new Error(`its tiles are ${width}×${height}; expected at most ${mostTilePixels} pixels: convert it`);
}

/** Of a pixel: red, green, blue and alpha of 32. */
const mostBits = 128;
const mostTilePixels = 2 ** 26;
