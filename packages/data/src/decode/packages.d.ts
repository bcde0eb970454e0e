// Two packages without types of what is used of them.
declare module 'omggif' {
  /** Reads a GIF file. */
  export class GifReader {
    readonly width: number;
    readonly height: number;
    constructor(bytes: Uint8Array);
    numFrames(): number;
    frameInfo(frame: number): {
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      /** Where its colours lie in the file, three bytes each; null where it has none. */
      readonly palette_offset: number | null;
      readonly palette_size: number | null;
      /** Where its blocks of codes lie in the file. */
      readonly data_offset: number;
      readonly data_length: number;
      readonly transparent_index: number | null;
      readonly interlaced: boolean;
    };
    /** Writes the pixels that are not transparent. */
    decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
  }
}

declare module 'utif2' {
  interface Page {
    readonly width: number;
    readonly height: number;
    readonly [tag: `t${number}`]: readonly number[] | undefined;
    readonly data: Uint8Array;
  }
  export function decode(bytes: ArrayBuffer): Page[];
  export function decodeImage(bytes: ArrayBuffer, page: Page): void;
  export function toRGBA8(page: Page): Uint8Array;
  /** PDF.js's decoder. */
  export class JpegDecoder {
    readonly width: number;
    readonly height: number;
    parse(bytes: Uint8Array): void;
    getData(options: {
      readonly width: number;
      readonly height: number;
      readonly forceRGB: boolean;
      readonly isSourcePDF: boolean;
    }): Uint8ClampedArray;
  }
}
