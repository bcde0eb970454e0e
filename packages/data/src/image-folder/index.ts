export { decodeImage } from './decode.ts';
export { imageFolder, type ImageFolderOptions } from './image-folder.ts';
