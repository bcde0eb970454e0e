import { checkOptions, checkValue, integer, kind, oneOf, tagOf } from '@resnet-compile/options';
import { DataError } from '../data-error.ts';
import type { Image } from '../image.ts';
import { declaredSize } from './declared-size.ts';
import { codecs, type Decode } from './codecs.ts';
import { orientationOf, orientationOptions, type OrientationOption } from './exif.ts';
import { formatOf } from './file-format.ts';
import { componentsOfJpeg } from './jpeg-frame.ts';
import { uprightRgb } from './upright-rgb.ts';

type Codec = keyof typeof codecs;

/** How a file is decoded. */
export interface DecodeOptions {
  /** Whether the image is turned upright as its EXIF data say, or left as it is stored; `'apply'`. TIFF's own tag is followed in any case, as by Pillow. */
  readonly orientation?: OrientationOption;
  /** Images of more pixels, width times height, are refused before memory is taken for them; 178,956,970, as by Pillow. */
  readonly maxPixels?: number;
}

/** `PIL.Image.MAX_IMAGE_PIXELS`, twice: where Pillow's warning becomes its error. */
const defaultMaxPixels = 178_956_970;
export const maxPixelsKind = integer(1);

const loaded = new Map<Codec, Promise<Decode>>();

/**
 * Decodes a JPEG, PNG, WebP, GIF, BMP or TIFF file to upright RGB: the bytes that Pillow gives, of CMYK within 2. Gray images
 * and palettes become RGB; of several frames or pages, the first is taken.
 * @throws {DataError} where the file is cut off, broken, too large, or of another format; `name` is what it is called.
 * @throws {Error} where the package for JPEG, PNG or WebP is not installed.
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Promise<Image<ArrayBuffer>> {
  checkValue(
    'decodeImage: bytes',
    bytes,
    kind('a Uint8Array', (value) => tagOf(value) === 'Uint8Array'),
  );
  checkOptions<DecodeOptions>('decodeImage', options, {
    orientation: oneOf(orientationOptions),
    maxPixels: maxPixelsKind,
  });
  const format = formatOf(bytes);
  if (format === undefined)
    throw new DataError(
      bytes.length
        ? `${name} is no JPEG, PNG, WebP, GIF, BMP or TIFF file: it begins with ${beginningOf(bytes)}`
        : `${name} is empty`,
    );
  const { maxPixels = defaultMaxPixels } = options;
  const size = declaredSize(bytes, format);
  if (size && size.width * size.height > maxPixels)
    throw new DataError(
      `${name} is ${size.width}×${size.height}, ${size.width * size.height} pixels; expected at most ${maxPixels}: make it smaller, or raise maxPixels`,
    );
  const codec = format === 'JPEG' && componentsOfJpeg(bytes) === 4 ? 'CMYK JPEG' : format;
  const orientation = options.orientation === 'ignore' && format !== 'TIFF' ? 1 : orientationOf(bytes);
  // The caller's bytes are the caller's again when this returns a promise; and decoders take a whole buffer, and none that is shared.
  const whole = new Uint8Array(bytes).buffer;
  const decode = await load(codec, name);
  try {
    return uprightRgb(await decode(whole), orientation);
  } catch (error) {
    throw new DataError(
      `${name} cannot be decoded as ${format}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** The first bytes, as text where they are. */
function beginningOf(bytes: Uint8Array): string {
  const first = bytes.subarray(0, 8);
  return first.every((byte) => byte >= 32 && byte < 127)
    ? JSON.stringify(String.fromCharCode(...first))
    : Array.from(first, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

async function load(codec: Codec, name: string): Promise<Decode> {
  const { package: needed, isOptional } = codecs[codec];
  const decode = loaded.get(codec) ?? codecs[codec].load();
  loaded.set(codec, decode);
  try {
    return await decode;
  } catch (error) {
    const message = `${name} is a ${codec} file, which needs the package ${needed}: npm install ${needed} (${(error as Error).message})`;
    throw isOptional ? new DataError(message, { cause: error }) : new Error(message, { cause: error });
  }
}
