import type { Dataset, Place } from '@resnet-compile/data';
import { imageFolder, type ImageFolderOptions } from '@resnet-compile/data/image-folder';

/** What may be evaluated on: a folder with a folder for each class, or a data set. */
export const datasetOf = async (pictures: Place | Dataset, options: ImageFolderOptions): Promise<Dataset> =>
  isDataset(pictures) ? pictures : imageFolder(pictures, options);

const isDataset = (pictures: Place | Dataset): pictures is Dataset =>
  typeof (pictures as Partial<Dataset>).source === 'object';
