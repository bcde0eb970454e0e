/** Pixels as bytes, C×H×W: a plane per channel, rows from the top. An operation reads it and returns another. */
export interface Image {
  readonly data: Uint8Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Channels, height, width. */
export type Shape = readonly [channels: number, height: number, width: number];

export const sizeOf = ([channels, height, width]: Shape): number => channels * height * width;
