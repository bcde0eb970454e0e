import type { Dirent } from 'node:fs';
import { DataError } from '../data-error.ts';
import { isLocal, pathOf, textOf, type Place } from '../files/folder.ts';
import { nodeModule } from '../files/node-modules.ts';
import { meter, type OnProgress } from '../files/progress.ts';
import { formatOfName, otherFormatOfName, type FileFormat } from './file-format.ts';

/** A `File` of a page, by what of it is needed. */
export interface ChosenFile {
  /** The file's name. */
  readonly name: string;
  /** Its path from the chosen folder on: folder/class/…/name. */
  readonly webkitRelativePath: string;
  /** In bytes. */
  readonly size?: number;
  /** Its bytes. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

export interface ImageFile {
  /** As messages name it. */
  readonly name: string;
  /** From the folder on, its parts separated by `/`. */
  readonly path: string;
  readonly file: string | ChosenFile;
  /** What the name says. */
  readonly format: FileFormat;
}

/** What lies in a folder's sub-folder: a class. */
export interface ClassFolder {
  readonly images: readonly ImageFile[];
  /** Its own folders. */
  readonly folders: readonly string[];
  /** The formats of images that are not read. */
  readonly others: readonly string[];
}

/** What begins with a dot, and `__MACOSX`, is no part of a data set: editors, systems and archivers put it there. At every level. */
const isForeign = (name: string): boolean => name.startsWith('.') || name === '__MACOSX';

/** A folder's sub-folders are its classes, and what lies anywhere in one belongs to it. Images are sorted. */
export async function listFolder(folder: Place, onProgress: OnProgress | undefined): Promise<ReadonlyMap<string, ClassFolder>> {
  if (!isLocal(folder)) throw new DataError(`cannot list ${textOf(folder)}: it is no folder on this machine; in a page, pass the files that the user chose`);
  const { readdir, stat } = nodeModule('fs/promises')!;
  const { join, resolve } = nodeModule('path')!;
  const root = pathOf(folder);
  const report = meter(`scanning ${root}`, undefined, onProgress);
  let count = 0;
  const list = async (place: string): Promise<readonly Dirent[]> => {
    try {
      const entries = await readdir(place, { withFileTypes: true });
      return entries.filter(({ name }) => !isForeign(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason = code === 'ENOENT' ? `there is no folder ${resolve(place)}` : code === 'ENOTDIR' ? 'it is a file; expected a folder with one folder for each class' : message;
      throw new DataError(`cannot list ${place}: ${reason}`, { cause: error });
    }
  };
  const isFolder = async (entry: Dirent, place: string): Promise<boolean> =>
    entry.isDirectory() || (entry.isSymbolicLink() && (await stat(place).then((found) => found.isDirectory(), () => false)));
  const contentOf = async (place: string, path: string): Promise<ClassFolder> => {
    const [images, folders, others]: [ImageFile[], string[], string[]] = [[], [], []];
    for (const entry of await list(place)) {
      const [inner, innerPath] = [join(place, entry.name), `${path}/${entry.name}`];
      if (await isFolder(entry, inner)) {
        const content = await contentOf(inner, innerPath);
        folders.push(entry.name);
        images.push(...content.images);
        others.push(...content.others);
        continue;
      }
      const [format, other] = [formatOfName(entry.name), otherFormatOfName(entry.name)];
      if (format) images.push({ name: inner, path: innerPath, file: inner, format });
      if (format) report(++count);
      if (other) others.push(other);
    }
    return { images, folders, others };
  };
  const classes = new Map<string, ClassFolder>();
  for (const entry of await list(root)) {
    const inner = join(root, entry.name);
    if (await isFolder(entry, inner)) classes.set(entry.name, await contentOf(inner, entry.name));
  }
  report(count, true);
  return classes;
}

/** The same of files that a user chose: `webkitRelativePath` is folder/class/…/name. */
export function listFiles(files: Iterable<ChosenFile>): ReadonlyMap<string, ClassFolder> {
  const classes = new Map<string, { readonly images: ImageFile[]; readonly folders: string[]; readonly others: string[] }>();
  const sorted = [...files].sort((a, b) => (a.webkitRelativePath < b.webkitRelativePath ? -1 : 1));
  for (const file of sorted) {
    const [, ...parts] = file.webkitRelativePath.split('/');
    const [name, ...inside] = parts;
    if (name === undefined || inside.length === 0 || parts.some(isForeign)) continue;
    const [format, other] = [formatOfName(file.name), otherFormatOfName(file.name)];
    const content = classes.get(name) ?? { images: [], folders: [], others: [] };
    if (inside.length > 1 && !content.folders.includes(inside[0]!)) content.folders.push(inside[0]!);
    if (format) content.images.push({ name: file.webkitRelativePath, path: parts.join('/'), file, format });
    if (other) content.others.push(other);
    classes.set(name, content);
  }
  return classes;
}
