import { binaryOf } from './binary-of.ts';
import { decodeBmp } from './bmp.ts';
import { decodeCmykJpeg } from './cmyk-jpeg.ts';
import type { FileFormat } from './file-format.ts';
import { decodeGif } from './gif.ts';
import type { Rgba } from './rgba.ts';
import { decodeTiff } from './tiff.ts';
import { unpackPng } from './unpack-png.ts';
import { firstFrameOfWebp } from './webp-frame.ts';

/** @throws {Error} where the bytes are no whole image. */
export type Decode = (bytes: ArrayBuffer) => Rgba | Promise<Rgba>;

/**
 * `package` is one of its own, loaded when the first file of its format comes. Where it is optional, images are left out
 * without it; else its lack is an error.
 */
type Codec = (
  | { readonly package?: string; readonly isOptional?: undefined }
  | { readonly package: string; readonly isOptional: true }
) & { load(): Promise<Decode> };

export const codecs: Readonly<Record<FileFormat | 'CMYK JPEG', Codec>> = {
  JPEG: { package: '@jsquash/jpeg', load: loadJpeg },
  PNG: { package: '@jsquash/png', load: loadPng },
  WebP: { package: '@jsquash/webp', load: loadWebp },
  BMP: { load: () => Promise.resolve(decodeBmp) },
  GIF: { package: 'omggif', isOptional: true, load: loadGif },
  TIFF: { package: 'utif2', isOptional: true, load: loadTiff },
  'CMYK JPEG': { package: 'utif2', isOptional: true, load: loadCmykJpeg },
};

/** MozJPEG's decoder, which is libjpeg-turbo's. It goes on where data ends too early, and says so. */
async function loadJpeg(): Promise<Decode> {
  const { default: decode, init } = await import('@jsquash/jpeg/decode.js');
  const said: string[] = [];
  const start = (): Promise<void> => init(emscriptenOptions('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm', said));
  await start();
  // What it says is said of the image that it is at.
  return oneByOne(async (bytes) => {
    said.length = 0;
    const image = await decode(bytes).catch(async (error: Error) => {
      await start(); // A decoder that gave up is in no state to go on.
      throw new Error(said[0] ?? error.message, { cause: error });
    });
    if (said.some((line) => /premature end of jpeg file/i.test(line))) throw new Error('its data ends too early');
    return image;
  });
}

/** Decodes an image when the one before it is done, however that ended. */
function oneByOne(decode: Decode): Decode {
  let last: Promise<unknown> = Promise.resolve();
  return (bytes) => {
    const image = last.then(() => decode(bytes));
    last = image.catch(() => undefined);
    return image;
  };
}

async function loadPng(): Promise<Decode> {
  const { default: decode, init } = await import('@jsquash/png/decode.js');
  await init(binaryOf('@jsquash/png/codec/pkg/squoosh_png_bg.wasm'));
  return async (bytes) => decode(await unpackPng(new Uint8Array(bytes))).catch(isBroken);
}

async function loadWebp(): Promise<Decode> {
  const { default: decode, init } = await import('@jsquash/webp/decode.js');
  await init(emscriptenOptions('@jsquash/webp/codec/dec/webp_dec.wasm', []));
  return (bytes) => firstFrameOfWebp(bytes, (frame) => decode(frame).catch(isBroken));
}

// Bundlers go on without a package that is imported within `try`.
async function loadGif(): Promise<Decode> {
  try {
    const { GifReader } = withoutDefault(await import('omggif'));
    return (bytes) => decodeGif(new Uint8Array(bytes), GifReader);
  } catch (error) {
    return isMissing(error);
  }
}

async function loadUtif(): Promise<typeof import('utif2')> {
  try {
    return withoutDefault(await import('utif2'));
  } catch (error) {
    return isMissing(error);
  }
}

async function loadTiff(): Promise<Decode> {
  const reader = await loadUtif();
  return (bytes) => decodeTiff(bytes, reader);
}

async function loadCmykJpeg(): Promise<Decode> {
  const { JpegDecoder } = await loadUtif();
  return (bytes) => decodeCmykJpeg(new Uint8Array(bytes), JpegDecoder);
}

function isMissing(error: unknown): never {
  throw new Error(`it is not installed: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}

/** What a CommonJS package exports: hosts and bundlers differ in whether it lies in `default`. */
const withoutDefault = <Exports extends object>(module: Exports): Exports =>
  'default' in module ? (module.default as Exports) : module;

/** These two decoders do not say what they found. */
function isBroken(error: unknown): never {
  throw new Error('it is cut off or broken', { cause: error });
}

function emscriptenOptions(wasm: string, said: string[]) {
  const wasmBinary = binaryOf(wasm);
  return { ...(wasmBinary ? { wasmBinary } : {}), printErr: (line: string) => void said.push(line) };
}
