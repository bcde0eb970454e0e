import { DataError } from '../data-error.ts';
import type { Image } from '../image.ts';
import { codecs, type Decode } from './codecs.ts';
import { orientationOf } from './exif.ts';
import { formatOf, type FileFormat } from './file-format.ts';
import { uprightRgb } from './upright-rgb.ts';

const loaded = new Map<FileFormat, Promise<Decode>>();

/**
 * Decodes a JPEG, PNG or WebP file to upright RGB: the bytes that Pillow gives. Gray images and palettes become RGB.
 * @throws {DataError} where the file is cut off, broken, or of another format; `name` is what it is called.
 * @throws {Error} where the codec's package is not installed.
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<Image<ArrayBuffer>> {
  const format = formatOf(bytes);
  if (format === undefined) throw new DataError(`${name} is ${bytes.length ? 'no JPEG, PNG or WebP file' : 'empty'}`);
  const decode = await codecOf(format);
  const { buffer, byteLength } = bytes;
  // Decoders take a whole buffer, and none that is shared; `slice` of a Node Buffer would be no copy.
  const whole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength ? buffer : new Uint8Array(bytes).buffer;
  try {
    return uprightRgb(await decode(whole), orientationOf(bytes));
  } catch (error) {
    throw new DataError(`${name} cannot be decoded as ${format}: ${(error as Error).message}`, { cause: error });
  }
}

function codecOf(format: FileFormat): Promise<Decode> {
  const { package: needed, load } = codecs[format];
  if (!loaded.has(format)) {
    loaded.set(format, load().catch((error: unknown) => Promise.reject(new Error(`${format} files need the package ${needed}: npm install ${needed} (${(error as Error).message})`, { cause: error }))));
  }
  return loaded.get(format)!;
}
