import {
  callback,
  checkOptions,
  checkValue,
  integer,
  isList,
  kind,
  listOf,
  oneOf,
  required,
  shown,
  type Kinds,
} from '@resnet-compile/options';
import { startThread } from '../batches/start-thread.ts';
import type { Dataset, Reader } from '../dataset.ts';
import { DataError } from '../data-error.ts';
import { placeKind, readPlace, textOf, type Place } from '../files/folder.ts';
import { hostModule } from '../files/node-modules.ts';
import type { OnProgress } from '../files/progress.ts';
import type { Shape } from '../image.ts';
import { digest } from '../digest.ts';
import { fit } from '../pixels/fit.ts';
import { filterNames, type Filter } from '../pixels/resize.ts';
import { classesOf, warnOfParent } from './classes-of.ts';
import { decodeImage, maxPixelsKind } from '../decode/decode-image.ts';
import { orientationOptions, type OrientationOption } from '../decode/exif.ts';
import { listFiles, listFolder, type ChosenFile } from './list-images.ts';
import { readable } from './readable.ts';

/** How images become a data set's shape. Only `size` is required. */
export interface ImageFolderOptions {
  /** Height and width of the images in a batch; one number for both. */
  readonly size: number | readonly [height: number, width: number];
  /** What the shorter side is resized to, before the middle is cropped; 8/7 of the longer of `size`, as 256 for 224. */
  readonly resize?: number;
  /** `'bilinear'`, as torchvision's. */
  readonly filter?: Filter;
  /** Whether images are turned upright as their EXIF data say, or left as they are stored, as torchvision leaves them; `'apply'`. TIFF's own tag is followed in any case, as there. */
  readonly orientation?: OrientationOption;
  /** Images of more pixels, width times height, are refused before memory is taken for them; 178,956,970, as by Pillow. */
  readonly maxPixels?: number;
  /** The classes, in this order: those of the training set for a validation set, which may lack some. By default the folders, sorted. */
  readonly classes?: readonly string[];
  /** Told how many images were found. */
  readonly onProgress?: OnProgress;
}

export interface FolderData {
  /** Paths, or a page's files. */
  readonly files: readonly (string | ChosenFile)[];
  readonly names: readonly string[];
  readonly shape: Shape;
  readonly shorter: number;
  readonly filter: Filter;
  readonly orientation: OrientationOption;
  readonly maxPixels: number | undefined;
}

const sizeKind = kind(
  'an integer of at least 1, or [height, width]',
  (size) => integer(1).holds(size) || listOf(integer(1), '', 2).holds(size),
  (size) => typeof size === 'number' || isList(size),
);
const kinds: Kinds<ImageFolderOptions> = {
  size: required(sizeKind),
  resize: integer(1),
  filter: oneOf(filterNames),
  orientation: oneOf(orientationOptions),
  maxPixels: maxPixelsKind,
  onProgress: callback,
  classes: kind(
    'a list of different names',
    (names) =>
      listOf(
        kind('', (each) => typeof each === 'string'),
        '',
      ).holds(names) && new Set(names as readonly string[]).size === (names as readonly string[]).length,
  ),
};

/**
 * Images in a folder per class, found and ordered as by torchvision's `ImageFolder`: a path, or the files that a user chose
 * in a page (`<input type="file" webkitdirectory>`). JPEG, PNG, WebP and BMP are read, GIF and TIFF where their packages are
 * installed. They are decoded when a batch needs them, as RGB; unlike there, upright as their EXIF data say, and without
 * what begins with a dot or is called `__MACOSX`, at any level.
 * Warns of images of other formats, and where the folder seems to be the parent of what was meant.
 * @throws {DataError} where there are no classes, a class has no images, or one is none of those that were given.
 * @throws {TypeError | RangeError} for an option that there is not, or that is none.
 */
export async function imageFolder(
  folder: Place | Iterable<ChosenFile>,
  options: ImageFolderOptions,
): Promise<Dataset<ArrayBuffer>> {
  checkOptions('imageFolder', options, kinds);
  const [height, width] = typeof options.size === 'number' ? [options.size, options.size] : options.size;
  const {
    resize: shorter = Math.round((Math.max(height, width) * 8) / 7),
    filter = 'bilinear',
    orientation = 'apply',
  } = options;
  checkValue('imageFolder: resize', shorter, integer(Math.max(height, width)));
  const isPlace = placeKind.holds(folder);
  if (
    !isPlace &&
    (typeof folder === 'string' || typeof (folder as Iterable<unknown> | undefined)?.[Symbol.iterator] !== 'function')
  ) {
    throw new TypeError(
      `imageFolder: the folder is ${shown(folder)}; expected ${placeKind.expected}, or in a page the files that the user chose`,
    );
  }
  const name = isPlace ? textOf(folder as Place) : 'the chosen files';
  const all = isPlace
    ? await listFolder(folder as Place, options.onProgress)
    : listFiles(folder as Iterable<ChosenFile>);
  const found = await readable(name, all);
  const classes = classesOf(name, found, options.classes);
  if (!options.classes) warnOfParent(name, found);
  const images = classes.flatMap((each, label) =>
    (found.get(each)?.images ?? []).map((image) => ({ ...image, label })),
  );
  if (images.length === 0) throw new DataError(`${name} has no images that are read, in any of its classes`);
  const shape: Shape = [3, height, width];
  const dataOf = (some: typeof images): FolderData => ({
    files: some.map(({ file }) => file),
    names: some.map((image) => image.name),
    shape,
    shorter,
    filter,
    orientation,
    maxPixels: options.maxPixels,
  });
  return {
    name,
    length: images.length,
    shape,
    classes,
    labels: Int32Array.from(images, ({ label }) => label),
    source: {
      data: dataOf(images),
      open: openFolder as (data: unknown) => Reader,
      select: (indices) => dataOf(Array.from(indices).flatMap((index) => images[index] ?? [])),
      startThread: () =>
        startThread(
          () => new Worker(new URL('./folder-worker.js', import.meta.url), { type: 'module' }),
          import.meta.url,
          './folder-worker',
        ),
      describe: () => ({
        data:
          name
            .split(/[\\/]+/)
            .filter(Boolean)
            .at(-1) ?? name,
        resize: shorter,
        filter,
        orientation,
        files: digest(images.map(({ path, file }) => `${path}\n${sizeOfFile(file)}\n`).join('')),
      }),
    },
  };
}

/** In bytes; undefined where it is gone, or a page does not say. */
const sizeOfFile = (file: string | ChosenFile): number | undefined =>
  typeof file === 'string' ? hostModule('fs').statSync(file, { throwIfNoEntry: false })?.size : file.size;

export function openFolder({ files, names, shape, shorter, filter, orientation, maxPixels }: FolderData): Reader {
  return {
    async image(index) {
      const [file, name] = [files[index], names[index]];
      if (file === undefined || name === undefined)
        throw new DataError(`there is no image ${index}; the folder has ${files.length}, counted from 0`);
      const bytes = typeof file === 'string' ? await readPlace(file) : await bytesOfChosen(file, name);
      if (!bytes) throw new DataError(`${name} is no longer there`);
      return decodeImage(bytes, name, { orientation, ...(maxPixels === undefined ? {} : { maxPixels }) });
    },
    fit: (image) => fit(image, shorter, shape, filter),
  };
}

/** @throws {DataError} where the page may not read the file any more, as one that was changed since it was chosen. */
async function bytesOfChosen(file: ChosenFile, name: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw new DataError(`cannot read ${name}: ${(error as Error).message}`, { cause: error });
  }
}
