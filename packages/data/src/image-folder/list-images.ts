import type { Dirent } from 'node:fs';
import { DataError } from '../data-error.ts';
import { isLocal, pathOf, textOf, type Place } from '../files/folder.ts';
import { hostModule } from '../files/node-modules.ts';
import { meter, type OnProgress } from '../files/progress.ts';
import { formatOfName, otherFormatOfName, type FileFormat } from '../decode/file-format.ts';

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

/** Folders of macOS's archiver, Synology's and QNAP's thumbnails and bins, Windows and file systems. */
const foreign: readonly string[] = [
  '__MACOSX',
  '@eaDir',
  '@Recycle',
  '#recycle',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
];
/** What begins with a dot, and these, is no part of a data set: editors, systems and archivers put it there. At every level. */
const isForeign = (name: string): boolean => name.startsWith('.') || foreign.includes(name);

/** A folder's sub-folders are its classes, and what lies anywhere in one belongs to it. Images are sorted. */
export async function listFolder(
  folder: Place,
  onProgress: OnProgress | undefined,
): Promise<ReadonlyMap<string, ClassFolder>> {
  if (!isLocal(folder))
    throw new DataError(
      `cannot list ${textOf(folder)}: it is no folder on this machine; in a page, pass the files that the user chose`,
    );
  const { readdir, realpath, stat } = hostModule('fs/promises');
  const { join, resolve } = hostModule('path');
  const root = pathOf(folder);
  const report = meter(`scanning ${root}`, undefined, onProgress);
  let count = 0;
  const list = async (place: string): Promise<readonly Dirent[]> => {
    try {
      const entries = await readdir(place, { withFileTypes: true });
      return entries.filter(({ name }) => !isForeign(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const reason =
        code === 'ENOENT'
          ? `there is no folder ${resolve(place)}`
          : code === 'ENOTDIR'
            ? 'it is a file; expected a folder with one folder for each class'
            : message;
      throw new DataError(`cannot list ${place}: ${reason}`, { cause: error });
    }
  };
  /** A link to a folder that it lies in would have its images counted until the path is too long. */
  const expectNew = async (place: string, above: readonly string[]): Promise<string> => {
    const real = await realpath(place);
    if (above.includes(real)) throw new DataError(`${place} is a link to ${real}, which it lies in; remove the link`);
    return real;
  };
  /** A link is what it leads to; one that leads nowhere is a file that is not there. */
  const kindOf = async (entry: Dirent, place: string): Promise<'folder' | 'file' | undefined> => {
    const found = entry.isSymbolicLink() ? await stat(place).catch(() => undefined) : entry;
    if (found?.isDirectory()) return 'folder';
    // Who reads a pipe waits for somebody to write.
    return !found || found.isFile() ? 'file' : undefined;
  };
  const contentOf = async (place: string, path: string, above: readonly string[]): Promise<ClassFolder> => {
    const within = [...above, await expectNew(place, above)];
    const [images, folders, others]: [ImageFile[], string[], string[]] = [[], [], []];
    for (const entry of await list(place)) {
      const [inner, innerPath] = [join(place, entry.name), `${path}/${entry.name}`];
      const kind = await kindOf(entry, inner);
      if (!kind) continue;
      if (kind === 'folder') {
        const content = await contentOf(inner, innerPath, within);
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
  const entries = await list(root);
  const above = [await realpath(root)];
  for (const entry of entries) {
    const inner = join(root, entry.name);
    if ((await kindOf(entry, inner)) === 'folder') classes.set(entry.name, await contentOf(inner, entry.name, above));
  }
  report(count, true);
  return classes;
}

/** The same of files that a user chose: `webkitRelativePath` is folder/class/…/name. */
export function listFiles(files: Iterable<ChosenFile>): ReadonlyMap<string, ClassFolder> {
  const classes = new Map<
    string,
    { readonly images: ImageFile[]; readonly folders: string[]; readonly others: string[] }
  >();
  const sorted = [...files].sort((a, b) => (a.webkitRelativePath < b.webkitRelativePath ? -1 : 1));
  for (const file of sorted) {
    const [, ...parts] = file.webkitRelativePath.split('/');
    const [name, first, ...below] = parts;
    if (name === undefined || first === undefined || parts.some(isForeign)) continue;
    const [format, other] = [formatOfName(file.name), otherFormatOfName(file.name)];
    const content = classes.get(name) ?? { images: [], folders: [], others: [] };
    if (below.length && !content.folders.includes(first)) content.folders.push(first);
    if (format) content.images.push({ name: file.webkitRelativePath, path: parts.join('/'), file, format });
    if (other) content.others.push(other);
    classes.set(name, content);
  }
  return classes;
}
