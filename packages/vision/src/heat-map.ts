import type { Rgba } from '@resnet-compile/data/images';

/** Where a network sees a class in a picture. */
export interface HeatMap {
  /** What the class is called. */
  readonly label: string;
  /** Which one it is. */
  readonly index: number;
  /** The path of the layer that explains it. */
  readonly layer: string;
  /** Of the layer's maps. */
  readonly height: number;
  /** The same. */
  readonly width: number;
  /** How much each of its pixels speaks for the class, row by row: none is negative, and 0 speaks neither for it nor against it. */
  readonly values: Float32Array<ArrayBuffer>;
  /** What the network was shown of the picture: resized and cropped, four bytes a pixel. */
  readonly shown: Rgba;
}
