/** The formats that are read, whether for them alone or where their package is installed. */
export type FileFormat = 'JPEG' | 'PNG' | 'WebP' | 'GIF' | 'BMP' | 'TIFF';

/** What the first bytes say, whatever the name says; undefined for any other format. */
export function formatOf(bytes: Uint8Array): FileFormat | undefined {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 3) === '\xff\xd8\xff') return 'JPEG';
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'PNG';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'WebP';
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'GIF';
  if (text(0, 4) === 'II*\0' || text(0, 4) === 'MM\0*') return 'TIFF';
  return text(0, 2) === 'BM' ? 'BMP' : undefined;
}

const read: Readonly<Record<string, FileFormat>> = {
  jpg: 'JPEG',
  jpeg: 'JPEG',
  jpe: 'JPEG',
  jfif: 'JPEG',
  png: 'PNG',
  apng: 'PNG',
  webp: 'WebP',
  gif: 'GIF',
  bmp: 'BMP',
  dib: 'BMP',
  tif: 'TIFF',
  tiff: 'TIFF',
};
const others: Readonly<Record<string, string>> = {
  avif: 'AVIF',
  heic: 'HEIC',
  heif: 'HEIC',
  jxl: 'JPEG XL',
  jp2: 'JPEG 2000',
  j2k: 'JPEG 2000',
  ppm: 'PNM',
  pgm: 'PNM',
  pbm: 'PNM',
  pnm: 'PNM',
  tga: 'TGA',
  svg: 'SVG',
  ico: 'ICO',
  psd: 'PSD',
  exr: 'OpenEXR',
  dng: 'raw',
  cr2: 'raw',
  cr3: 'raw',
  nef: 'raw',
  arw: 'raw',
};

const extensionOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase();

/** The format that a name says. */
export const formatOfName = (name: string): FileFormat | undefined =>
  Object.hasOwn(read, extensionOf(name)) ? read[extensionOf(name)] : undefined;

/** The format that a name says, of images that are not read at all. */
export const otherFormatOfName = (name: string): string | undefined =>
  Object.hasOwn(others, extensionOf(name)) ? others[extensionOf(name)] : undefined;
