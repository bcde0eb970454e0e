/** Channels, height, width of one image's part of a buffer; a vector is C×1×1. */
export type MapShape = readonly [channels: number, height: number, width: number];
