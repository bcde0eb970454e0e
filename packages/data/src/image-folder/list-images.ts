import type { Dirent } from 'node:fs';
import { DataError } from '../data-error.ts';
import { isLocal, pathOf, textOf, type Place } from '../files/folder.ts';
import { nodeModule } from '../files/node-modules.ts';
import { meter, type OnProgress } from '../files/progress.ts';

/** A `File` of a page, by what of it is needed. */
export interface ChosenFile {
  /** The file's name. */
  readonly name: string;
  /** Its path from the chosen folder on: folder/class/…/name. */
  readonly webkitRelativePath: string;
  /** Its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface ImageFile {
  readonly name: string;
  readonly file: string | ChosenFile;
}

const isImage = (name: string): boolean => /\.(jpe?g|png|webp)$/i.test(name);

/** The images of each class, sorted: a folder's sub-folders are its classes, and what lies anywhere in one belongs to it. */
export async function listFolder(folder: Place, onProgress: OnProgress | undefined): Promise<ReadonlyMap<string, readonly ImageFile[]>> {
  if (!isLocal(folder)) throw new DataError(`cannot list ${textOf(folder)}: it is no folder on this machine; in a page, pass the files that the user chose`);
  const { readdir, stat } = nodeModule('fs/promises')!;
  const { join } = nodeModule('path')!;
  const path = pathOf(folder);
  const report = meter(`scanning ${path}`, undefined, onProgress);
  let count = 0;
  const list = (place: string) =>
    readdir(place, { withFileTypes: true }).catch((error: unknown) => Promise.reject(new DataError(`cannot list ${place}: ${(error as Error).message}`, { cause: error })));
  const isFolder = async (entry: Dirent, place: string): Promise<boolean> =>
    entry.isDirectory() || (entry.isSymbolicLink() && (await stat(place).then((found) => found.isDirectory(), () => false)));
  const imagesIn = async (place: string): Promise<readonly ImageFile[]> => {
    const images: ImageFile[] = [];
    for (const entry of (await list(place)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = join(place, entry.name);
      if (await isFolder(entry, inner)) images.push(...(await imagesIn(inner)));
      else if (isImage(entry.name)) {
        images.push({ name: inner, file: inner });
        report(++count);
      }
    }
    return images;
  };
  const classes = new Map<string, readonly ImageFile[]>();
  for (const entry of await list(path)) {
    const inner = join(path, entry.name);
    if (await isFolder(entry, inner)) classes.set(entry.name, await imagesIn(inner));
  }
  report(count, true);
  return classes;
}

/** The same of files that a user chose: `webkitRelativePath` is folder/class/…/name. */
export function listFiles(files: Iterable<ChosenFile>): ReadonlyMap<string, readonly ImageFile[]> {
  const classes = new Map<string, ImageFile[]>();
  const sorted = [...files].sort((a, b) => (a.webkitRelativePath < b.webkitRelativePath ? -1 : 1));
  for (const file of sorted) {
    const [, name, ...inside] = file.webkitRelativePath.split('/');
    if (name === undefined || inside.length === 0 || !isImage(file.name)) continue;
    const images = classes.get(name) ?? [];
    images.push({ name: file.webkitRelativePath, file });
    classes.set(name, images);
  }
  return classes;
}
