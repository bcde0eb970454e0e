export { decodeImage } from './decode.ts';
export { imageFolder, type ImageFolderOptions } from './image-folder.ts';
export type { ChosenFile } from './list-images.ts';
