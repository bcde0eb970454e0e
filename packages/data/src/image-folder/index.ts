export { decodeImage, type DecodeOptions } from './decode.ts';
export type { OrientationOption } from './exif.ts';
export { imageFolder, type ImageFolderOptions } from './image-folder.ts';
export type { ChosenFile } from './list-images.ts';
