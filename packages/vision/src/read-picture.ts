import {
  DataError,
  decodeImage,
  isPlace,
  readPlace,
  rgbOf,
  textOf,
  type DecodeOptions,
  type Image,
  type Place,
  type Rgba,
} from '@resnet-compile/data/images';
import { shown, tagOf } from '@resnet-compile/options';
import { drawn, isDrawable } from './drawn.ts';
import type { FileLike, Picture } from './picture.ts';

const isFile = (picture: unknown): picture is FileLike =>
  typeof (picture as Partial<FileLike> | null | undefined)?.arrayBuffer === 'function';

/**
 * The pixels of a picture, as red, green and blue. Bytes and pixels are taken in the call, so that they are the caller's again
 * when it returns; files are read and decoded after it.
 * @param name as messages call it where it has no name of its own
 * @throws {TypeError} where it is none. @throws {DataError} where it cannot be read, or the promise rejects with that.
 */
export function readPicture(picture: Picture, name: string, options: DecodeOptions): Promise<Image> {
  const tag = tagOf(picture);
  if (isPlace(picture)) return readFile(picture, options);
  if (tag === 'Uint8Array' || tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer')
    return decodeImage(
      tag === 'Uint8Array' ? (picture as Uint8Array) : new Uint8Array(picture as ArrayBuffer),
      name,
      options,
    );
  if (isFile(picture)) return readBlob(picture, picture.name ? picture.name : name, options);
  if (isDrawable(tag)) return Promise.resolve(drawn(picture as object, tag, name)).then(rgbOf);
  return Promise.resolve(rgbOf(pixelsOf(picture, name)));
}

async function readFile(place: Place, options: DecodeOptions): Promise<Image> {
  const text = textOf(place);
  const name = text.startsWith('data:') ? `${text.slice(0, 40)}…` : text;
  const bytes = await readPlace(text);
  if (!bytes) throw new DataError(`there is no file ${name}`);
  return decodeImage(bytes, name, options);
}

async function readBlob(file: FileLike, name: string, options: DecodeOptions): Promise<Image> {
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch (error) {
    throw new DataError(`cannot read ${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  return decodeImage(new Uint8Array(bytes), name, options);
}

/** An `ImageData`, or what looks like one: four bytes a pixel. */
function pixelsOf(picture: unknown, name: string): Rgba {
  const { data, width, height } = (picture ?? {}) as Partial<Rgba>;
  const isBytes = tagOf(data) === 'Uint8ClampedArray' || tagOf(data) === 'Uint8Array';
  const isSize = [width, height].every((extent) => Number.isSafeInteger(extent) && (extent as number) > 0);
  if (!isBytes || !isSize || data?.length !== 4 * (width as number) * (height as number))
    throw new TypeError(
      `${name} is ${shown(picture)}; expected a path, an address, a Blob or File, the bytes of an image file, an ImageData of four bytes a pixel, or in a page a canvas, an ImageBitmap, an <img>, a <video> or a VideoFrame`,
    );
  return picture as Rgba;
}
