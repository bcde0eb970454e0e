import { formatOf, type FileFormat } from './file-format.ts';

/** How a camera was held: EXIF's tag 0x112. 1 is upright, 2 to 8 are the other symmetries of a rectangle. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** Whether images are turned as they say. */
export type OrientationOption = 'apply' | 'ignore';
export const orientationOptions: readonly OrientationOption[] = ['apply', 'ignore'];

/** The orientation that a JPEG, PNG, WebP or TIFF file says; 1 where it says none that can be understood. */
export function orientationOf(bytes: Uint8Array): Orientation {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    const format = formatOf(bytes);
    const at = format && places[format]?.(view);
    return at === undefined ? 1 : orientationInTiff(view, at);
  } catch (error) {
    if (error instanceof RangeError) return 1; // A length that leads out of the file.
    throw error;
  }
}

/** Where each format has its EXIF data, a TIFF header. */
const places: Partial<Readonly<Record<FileFormat, (view: DataView) => number | undefined>>> = {
  JPEG: exifInJpeg,
  PNG: (view) => exifInChunks(view, 8, 'eXIf', false),
  WebP: (view) => exifInChunks(view, 12, 'EXIF', true),
  TIFF: () => 0,
};

const textAt = (view: DataView, at: number, length: number): string =>
  String.fromCharCode(...Array.from({ length }, (_, place) => view.getUint8(at + place)));

/** Segments until the image begins. Format: ITU-T T.81, annex B; Exif 2.3, 4.5.4. */
function exifInJpeg(view: DataView): number | undefined {
  for (let at = 2; view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at + 1) === 0xe1 && textAt(view, at + 4, 6) === 'Exif\0\0') return at + 10;
  }
  return undefined;
}

/** Chunks of PNG (length, type, content, checksum) or of RIFF (type, length, content, padded to an even length). */
function exifInChunks(view: DataView, from: number, type: string, isRiff: boolean): number | undefined {
  for (let at = from; at + 8 <= view.byteLength;) {
    const length = view.getUint32(isRiff ? at + 4 : at, isRiff);
    if (textAt(view, isRiff ? at : at + 4, 4) === type)
      return at + 8 + (isRiff && textAt(view, at + 8, 6) === 'Exif\0\0' ? 6 : 0);
    at += isRiff ? 8 + length + (length % 2) : 12 + length;
  }
  return undefined;
}

function orientationInTiff(view: DataView, start: number): Orientation {
  const value = tagInTiff(view, start, 0x112);
  return value !== undefined && value >= 1 && value <= 8 ? (value as Orientation) : 1;
}

/** The first value of a tag, of 16 bits or 32, in the first directory of a TIFF header at `start`. Format: TIFF 6.0, section 2. */
export function tagInTiff(view: DataView, start: number, tag: number): number | undefined {
  const isLittle = textAt(view, start, 2) === 'II';
  const directory = start + view.getUint32(start + 4, isLittle);
  for (let entry = 0; entry < view.getUint16(directory, isLittle); entry++) {
    const at = directory + 2 + 12 * entry;
    if (view.getUint16(at, isLittle) !== tag) continue;
    return view.getUint16(at + 2, isLittle) === 4 ? view.getUint32(at + 8, isLittle) : view.getUint16(at + 8, isLittle);
  }
  return undefined;
}
