/** In pixels. */
export interface Size {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

/** Rows of red, green, blue and alpha, as an `ImageData` has them. */
export interface Rgba extends Size {
  /** Four bytes a pixel. */
  readonly data: Uint8ClampedArray | Uint8Array;
}
