/** Single images: files that become pixels, and pixels that become what a network takes. No data set, no worker. */
export { byteTable, writeNormalized, type Normalization } from './batches/normalize.ts';
export { DataError } from './data-error.ts';
export { decodeImage, type DecodeOptions } from './decode/decode-image.ts';
export type { OrientationOption } from './decode/exif.ts';
export type { Rgba } from './decode/rgba.ts';
export { rgbOf } from './decode/upright-rgb.ts';
export { encodePng } from './encode-png.ts';
export { isPlace, readPlace, textOf, type Place } from './files/folder.ts';
export type { Image, Shape } from './image.ts';
export { grayscale } from './pixels/color.ts';
export { fit, fittedSize, middleOf } from './pixels/fit.ts';
export { filterNames, resize, type Filter, type Window } from './pixels/resize.ts';
