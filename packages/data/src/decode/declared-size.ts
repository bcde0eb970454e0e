import { tagInTiff } from './exif.ts';
import type { FileFormat } from './file-format.ts';
import { frameOfJpeg } from './jpeg-frame.ts';
import type { Size } from './rgba.ts';

/**
 * How large the image is that a file declares, so that what is too large is refused before memory is taken for it: of
 * several parts, such as a frame and its screen, what covers them. Undefined where the file does not say so much.
 */
export function declaredSize(bytes: Uint8Array, format: FileFormat): Size | undefined {
  try {
    return readers[format](new DataView(bytes.buffer, bytes.byteOffset, bytes.length), bytes);
  } catch (error) {
    if (error instanceof RangeError) return undefined; // It is cut off.
    throw error;
  }
}

const readers: Readonly<Record<FileFormat, (view: DataView, bytes: Uint8Array) => Size | undefined>> = {
  JPEG: (_, bytes) => frameOfJpeg(bytes)?.size,
  PNG: (view) => ({ width: view.getUint32(16), height: view.getUint32(20) }),
  WebP: (view) => sizeInRiff(view, 12, view.byteLength),
  GIF: sizeOfGif,
  BMP: (view) =>
    view.getUint32(14, true) === 12
      ? { width: view.getUint16(18, true), height: view.getUint16(20, true) }
      : { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) },
  TIFF(view) {
    const [width, height] = [tagInTiff(view, 0, 0x100), tagInTiff(view, 0, 0x101)];
    return width === undefined || height === undefined ? undefined : { width, height };
  },
};

const covering = (a: Size | undefined, b: Size): Size => ({
  width: Math.max(a?.width ?? 0, b.width),
  height: Math.max(a?.height ?? 0, b.height),
});

/** Format: RFC 9649; of VP8, RFC 6386, 9.1. */
function sizeInRiff(view: DataView, from: number, end: number, isFrame = false): Size | undefined {
  const uint24 = (at: number): number => view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
  const sizes: Readonly<Record<string, (at: number, end: number) => Size | undefined>> = {
    VP8X: (at) => ({ width: uint24(at + 4) + 1, height: uint24(at + 7) + 1 }),
    ANMF: (at, last) => (isFrame ? undefined : sizeInRiff(view, at + 16, last, true)),
    'VP8 ': (at) => ({ width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff }),
    VP8L(at) {
      const bits = view.getUint32(at + 1, true);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    },
  };
  let size: Size | undefined;
  for (let at = from; at + 8 <= end;) {
    const type = String.fromCharCode(...[0, 1, 2, 3].map((place) => view.getUint8(at + place)));
    const length = view.getUint32(at + 4, true);
    const found = Object.hasOwn(sizes, type) ? sizes[type]?.(at + 8, Math.min(at + 8 + length, end)) : undefined;
    if (found) size = covering(size, found);
    at += 8 + length + (length % 2);
  }
  return size;
}

/** The screen, and the first frame where it lies. Format: GIF89a. */
function sizeOfGif(view: DataView): Size {
  const uint16 = (at: number): number => view.getUint16(at, true);
  const colours = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
  const screen: Size = { width: uint16(6), height: uint16(8) };
  for (let at = 13 + colours(view.getUint8(10)); at + 10 <= view.byteLength;) {
    if (view.getUint8(at) === 0x2c)
      return covering(screen, { width: uint16(at + 1) + uint16(at + 5), height: uint16(at + 3) + uint16(at + 7) });
    if (view.getUint8(at) !== 0x21) break;
    for (at += 2; at < view.byteLength && view.getUint8(at) !== 0;) at += 1 + view.getUint8(at);
    at++;
  }
  return screen;
}
