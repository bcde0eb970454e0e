import { checkFilter, checkInteger } from '../check.ts';
import { startThread } from '../batches/start-thread.ts';
import type { Dataset, Reader } from '../dataset.ts';
import { DataError } from '../data-error.ts';
import { readPlace, textOf, type Place } from '../files/folder.ts';
import type { OnProgress } from '../files/progress.ts';
import type { Shape } from '../image.ts';
import { fit } from '../pixels/fit.ts';
import type { Filter } from '../pixels/resize.ts';
import { decodeImage } from './decode.ts';
import { listFiles, listFolder, type ChosenFile, type ImageFile } from './list-images.ts';

/** How images become a data set's shape. Only `size` is required. */
export interface ImageFolderOptions {
  /** Height and width of the images in a batch; one number for both. */
  readonly size: number | readonly [height: number, width: number];
  /** What the shorter side is resized to, before the middle is cropped; 8/7 of the longer of `size`, as 256 for 224. */
  readonly resize?: number;
  /** `'bilinear'`, as torchvision's. */
  readonly filter?: Filter;
  /** The classes that there must be, in this order: those of the training set for a validation set. By default the folders, sorted. */
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
}

/**
 * Images in a folder per class, JPEG, PNG and WebP, as torchvision's `ImageFolder` reads them: a path, or the files that a
 * user chose in a page (`<input type="file" webkitdirectory>`). They are decoded when a batch needs them, upright as their
 * EXIF data say, as RGB.
 * @throws {DataError} where there are no classes, a class has no images, or the classes are not those that were expected.
 */
export async function imageFolder(folder: Place | Iterable<ChosenFile>, options: ImageFolderOptions): Promise<Dataset<ArrayBuffer>> {
  const [height, width] = typeof options.size === 'number' ? [options.size, options.size] : options.size;
  const { resize: shorter = Math.round((Math.max(height, width) * 8) / 7), filter = 'bilinear' } = options;
  checkInteger('size', height, 1);
  checkInteger('size', width, 1);
  checkInteger('resize', shorter, Math.max(height, width));
  checkFilter('filter', filter);
  const isPlace = typeof folder === 'string' || 'href' in folder;
  const name = isPlace ? textOf(folder) : 'the chosen files';
  const found = isPlace ? await listFolder(folder, options.onProgress) : listFiles(folder);
  const classes = classesOf(name, found, options.classes);
  const images = classes.flatMap((each, label) => found.get(each)!.map((image) => ({ ...image, label })));
  const shape: Shape = [3, height, width];
  return {
    name, length: images.length, shape, classes, labels: Int32Array.from(images, ({ label }) => label),
    source: {
      data: { files: images.map(({ file }) => file), names: images.map((image) => image.name), shape, shorter, filter } satisfies FolderData,
      open: openFolder as (data: unknown) => Reader,
      startThread: () => startThread(() => new Worker(new URL('./folder-worker.js', import.meta.url), { type: 'module' }), import.meta.url, './folder-worker'),
    },
  };
}

function classesOf(name: string, found: ReadonlyMap<string, readonly ImageFile[]>, expected: readonly string[] | undefined): readonly string[] {
  const classes = [...found.keys()].sort();
  if (classes.length === 0) throw new DataError(`${name} has no folders; expected one for each class, with its images`);
  if (expected) {
    const missing = expected.filter((each) => !found.has(each));
    const others = classes.filter((each) => !expected.includes(each));
    if (missing.length || others.length) {
      const parts = [missing.length ? `lacks ${listed(missing)}` : '', others.length ? `has ${listed(others)} too many` : ''];
      throw new DataError(`${name} has ${classes.length} classes; expected ${expected.length}: it ${parts.filter(Boolean).join(' and ')}`);
    }
  }
  const empty = classes.filter((each) => found.get(each)!.length === 0);
  if (empty.length) throw new DataError(`${name}: there are no JPEG, PNG or WebP files in ${listed(empty)}`);
  return expected ?? classes;
}

const listed = (names: readonly string[]): string => `${names.slice(0, 5).join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;

export function openFolder({ files, names, shape, shorter, filter }: FolderData): Reader {
  return {
    async image(index) {
      const file = files[index]!;
      const bytes = typeof file === 'string' ? await readPlace(file) : new Uint8Array(await file.arrayBuffer());
      if (!bytes) throw new DataError(`${names[index]!} is no longer there`);
      return decodeImage(bytes, names[index]!);
    },
    fit: (image) => fit(image, shorter, shape, filter),
  };
}
