import type { GifReader } from 'omggif';
import type { Rgba } from './rgba.ts';

type Reader = typeof GifReader;

/**
 * The first frame, as Pillow shows it: on the whole screen, which grows where the frame does not fit; what is transparent, and
 * what lies around the frame, has the colour of the transparent index, or of index 0.
 * @throws {Error} where a block or the frame's codes end too early.
 */
export function decodeGif(bytes: Uint8Array, Reader: Reader): Rgba {
  const file = new Reader(bytes);
  if (file.numFrames() === 0) throw new Error('it has no frame');
  const { x, y, palette_offset: palette, transparent_index: transparent, ...frame } = file.frameInfo(0);
  const [width, height] = [Math.max(file.width, x + frame.width), Math.max(file.height, y + frame.height)];
  const indices = indicesOf(bytes, frame, Reader);
  const colour = new Uint8Array(256 * 4);
  for (let index = 0; index < 256; index++) {
    for (let channel = 0; channel < 3; channel++)
      colour[4 * index + channel] =
        palette === null ? index : index < (frame.palette_size ?? 0) ? bytes[palette + 3 * index + channel]! : 0;
  }
  const data = new Uint8Array(4 * width * height);
  for (let at = 0; at < data.length; at++) data[at] = colour[4 * (transparent ?? 0) + (at & 3)]!;
  for (let row = 0, from = 0; row < frame.height; row++) {
    for (let column = 0, at = 4 * ((y + row) * width + x); column < frame.width; column++, at += 4) {
      const index = indices[from++]!;
      data.set(colour.subarray(4 * index, 4 * index + 4), at);
    }
  }
  return { data, width, height };
}

/**
 * The colour index of each pixel. The reader gives colours, leaves out transparent pixels, and does not say where codes are
 * too few: so it is given a file of the frame alone, without transparency, whose colours are their own indices.
 */
function indicesOf(
  bytes: Uint8Array,
  frame: Pick<ReturnType<GifReader['frameInfo']>, 'width' | 'height' | 'data_offset' | 'data_length' | 'interlaced'>,
  Reader: Reader,
): Uint8Array {
  const { width, height, data_offset: from, data_length: length } = frame;
  const size = [width & 255, width >> 8, height & 255, height >> 8];
  const palette = Array.from({ length: 256 }, (_, index) => [index, 0, 0]).flat();
  const head = [
    ...new TextEncoder().encode('GIF89a'),
    ...size,
    0xf7,
    0,
    0,
    ...palette,
    0x2c,
    0,
    0,
    0,
    0,
    ...size,
    frame.interlaced ? 0x40 : 0,
  ];
  const alone = new Uint8Array(head.length + length + 1);
  alone.set(head);
  alone.set(bytes.subarray(from, from + length), head.length);
  alone[head.length + length] = 0x3b;
  const pixels = new Uint8Array(4 * width * height);
  new Reader(alone).decodeAndBlitFrameRGBA(0, pixels);
  const indices = new Uint8Array(width * height);
  for (let at = 0; at < indices.length; at++) {
    indices[at] = pixels[4 * at]!;
    if (pixels[4 * at + 3] === 0) throw new Error('its data end too early');
  }
  return indices;
}
