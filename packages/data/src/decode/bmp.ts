import type { Rgba } from './rgba.ts';
import { unpackRuns } from './bmp-runs.ts';

/** A colour's bits in a pixel. */
interface Mask {
  readonly shift: number;
  readonly most: number;
}

/**
 * A BMP file: 1, 4, 8, 16, 24 and 32 bits, bit fields, run lengths, bottom-up and top-down. Packages that decode it know a
 * part of these, or need Node. Format: Microsoft's BITMAPINFOHEADER; OS/2's BITMAPCOREHEADER.
 * @throws {Error} where it is cut off or of a kind that is not read.
 */
export function decodeBmp(file: ArrayBuffer): Rgba {
  if (file.byteLength < 30) throw new Error('its data end too early');
  const view = new DataView(file);
  const headerSize = view.getUint32(14, true);
  const isCore = headerSize === 12;
  if (!isCore && (headerSize < 40 || 14 + headerSize > file.byteLength))
    throw new Error(`its header has ${headerSize} bytes; expected 12 or at least 40`);
  const width = isCore ? view.getUint16(18, true) : view.getInt32(18, true);
  const signedHeight = isCore ? view.getUint16(20, true) : view.getInt32(22, true);
  const height = Math.abs(signedHeight);
  const bits = view.getUint16(isCore ? 24 : 28, true);
  const compression = isCore ? 0 : view.getUint32(30, true);
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits) || ![0, 1, 2, 3, 6].includes(compression)) {
    throw new Error(
      `it is ${width}×${signedHeight} of ${bits} bits with compression ${compression}; expected 1, 4, 8, 16, 24 or 32 bits, plain, with run lengths or bit fields`,
    );
  }
  const pixels = new Uint8Array(file, Math.min(view.getUint32(10, true), file.byteLength));
  const stride = Math.ceil((width * bits) / 32) * 4;
  const isRuns = compression === 1 || compression === 2;
  if (!isRuns && pixels.length < stride * (height - 1) + Math.ceil((width * bits) / 8))
    throw new Error('its data end too early');
  const indices = isRuns ? unpackRuns(pixels, width, height, compression === 2) : undefined;
  const palette = bits <= 8 ? paletteOf(view, headerSize, bits) : undefined;
  const masks = bits > 8 ? masksOf(view, headerSize, bits, compression >= 3) : [];

  const data = new Uint8Array(4 * width * height);
  for (let row = 0; row < height; row++) {
    const stored = signedHeight < 0 ? row : height - 1 - row;
    for (let x = 0; x < width; x++) {
      const at = 4 * (row * width + x);
      if (palette) {
        const index = indices
          ? indices[stored * width + x]!
          : (pixels[stored * stride + ((x * bits) >> 3)]! >> (8 - bits - ((x * bits) & 7))) & ((1 << bits) - 1);
        data.set(palette.subarray(3 * index, 3 * index + 3), at);
        continue;
      }
      let pixel = 0;
      for (let byte = bits / 8 - 1, from = stored * stride + (x * bits) / 8; byte >= 0; byte--)
        pixel = pixel * 256 + pixels[from + byte]!;
      masks.forEach(
        ({ shift, most }, channel) =>
          void (data[at + channel] = most && Math.floor(((((pixel / 2 ** shift) & most) >>> 0) * 255) / most)),
      );
    }
  }
  return { data, width, height };
}

/** 256 colours, red first; black where the file has fewer. */
function paletteOf(view: DataView, headerSize: number, bits: number): Uint8Array {
  const palette = new Uint8Array(3 * 256);
  const bytes = headerSize === 12 ? 3 : 4;
  const count = Math.min((headerSize === 12 ? 0 : view.getUint32(46, true)) || 1 << bits, 1 << bits);
  for (let index = 0, at = 14 + headerSize; index < count && at + 3 <= view.byteLength; index++, at += bytes) {
    for (let channel = 0; channel < 3; channel++) palette[3 * index + channel] = view.getUint8(at + 2 - channel);
  }
  return palette;
}

/** Of red, green and blue. Bit fields lie behind the header of 40 bytes, and in longer ones, at the same place. */
function masksOf(view: DataView, headerSize: number, bits: number, isFields: boolean): readonly Mask[] {
  const usual = bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff];
  const written = isFields && headerSize >= 40 ? [54, 58, 62].map((at) => view.getUint32(at, true)) : usual;
  return written.map((mask) => {
    let shift = 0;
    while (shift < 32 && mask !== 0 && ((mask >>> shift) & 1) === 0) shift++;
    return { shift, most: mask >>> shift };
  });
}
