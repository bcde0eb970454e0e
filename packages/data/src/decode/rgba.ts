/** Rows of red, green, blue and alpha, as an `ImageData` has them. */
export interface Rgba {
  /** Four bytes a pixel. */
  readonly data: Uint8ClampedArray | Uint8Array;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}
