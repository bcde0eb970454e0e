/** Pixels as bytes, C×H×W: a plane per channel, rows from the top. An operation reads it and returns another. */
export interface Image<Memory extends ArrayBufferLike = ArrayBufferLike> {
  /** C×H×W. */
  readonly data: Uint8Array<Memory>;
  /** 1 for gray, 3 for red, green and blue. */
  readonly channels: number;
  /** In pixels. */
  readonly height: number;
  /** In pixels. */
  readonly width: number;
}

/** Channels, height, width. */
export type Shape = readonly [channels: number, height: number, width: number];

export const sizeOf = ([channels, height, width]: Shape): number => channels * height * width;
