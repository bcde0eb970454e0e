export { decodeImage, type DecodeOptions } from '../decode/decode-image.ts';
export type { OrientationOption } from '../decode/exif.ts';
export { imageFolder, type ImageFolderOptions } from './image-folder.ts';
export type { ChosenFile } from './list-images.ts';
