import type { Place, Rgba } from '@resnet-compile/data/images';

/** A `Blob` or `File`, by what of it is needed. */
export interface FileLike {
  /** Of a `File`. */
  readonly name?: string;
  /** Its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** An `<img>`, by what of it is needed. */
export interface ImageElement {
  /** In pixels of the file. */
  readonly naturalWidth: number;
  /** In pixels of the file. */
  readonly naturalHeight: number;
}

/** A `<video>`, by what of it is needed. */
export interface VideoElement {
  /** In pixels. */
  readonly videoWidth: number;
  /** In pixels. */
  readonly videoHeight: number;
}

/** A `VideoFrame`, by what of it is needed. */
export interface Frame {
  /** In pixels. */
  readonly displayWidth: number;
  /** In pixels. */
  readonly displayHeight: number;
}

/** A `<canvas>`, an `OffscreenCanvas` or an `ImageBitmap`, by what of it is needed. */
export interface Drawing {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/**
 * A picture: a file, by path, address, as a Blob or as bytes, which is decoded alike in every host; or pixels: an ImageData, or
 * what a page can draw, as the browser draws it.
 */
export type Picture =
  | Place
  | FileLike
  | Uint8Array
  | ArrayBuffer
  | Rgba
  | ImageElement
  | VideoElement
  | Frame
  | Drawing;
