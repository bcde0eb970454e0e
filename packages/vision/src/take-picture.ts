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
 * Takes a picture: what is bytes or pixels in the call, so that it is the caller's again when it returns. The function that it
 * gives reads and decodes the rest when it is called, and gives red, green and blue; of a long list, not all files at once.
 * @param name as messages call it where it has no name of its own
 * @throws {TypeError} where it is none. @throws {DataError} where it cannot be read, or the promise rejects with that.
 */
export function takePicture(picture: Picture, name: string, options: DecodeOptions): () => Promise<Image> {
  const tag = tagOf(picture);
  if (isPlace(picture)) return () => readFile(picture, options);
  if (tag === 'Uint8Array' || tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer') {
    const bytes = new Uint8Array(
      tag === 'Uint8Array' ? (picture as Uint8Array) : new Uint8Array(picture as ArrayBuffer),
    );
    return () => decodeImage(bytes, name, options);
  }
  if (isFile(picture)) return () => readBlob(picture, picture.name ? picture.name : name, options);
  if (!isDrawable(tag)) {
    const image = rgbOf(pixelsOf(picture, name));
    return () => Promise.resolve(image);
  }
  const pixels = Promise.resolve(drawn(picture as object, tag, name));
  pixels.catch(() => undefined); // It is said when it is its turn.
  return () => pixels.then(rgbOf);
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
