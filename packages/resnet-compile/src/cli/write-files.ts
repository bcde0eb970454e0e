import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from './user-error.ts';

/** Writes all files or none: each under a temporary name first, renamed once all are there. */
export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const written: string[] = [];
  const folders: string[] = [];
  try {
    for (const [path, content] of files) {
      folders.push(...await makeFolder(dirname(path)));
      if ((await stat(path).catch(() => undefined))?.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR', path });
      const temporary = `${path}.${process.pid}.tmp`;
      written.push(temporary);
      await writeFile(temporary, content);
    }
    for (const path of files.keys()) await rename(`${path}.${process.pid}.tmp`, path);
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true }).catch(() => undefined)));
    for (const folder of folders) await rmdir(folder).catch(() => undefined);
    const { code, path } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot write ${(path ?? written.at(-1) ?? [...files.keys()][0]!).replace(/\.\d+\.tmp$/, '')}: ${reasons[code ?? ''] ?? (error as Error).message}; nothing was written. ${advice[code ?? ''] ?? 'Choose another place with --out.'}`);
  }
}

/** Makes a folder with those above it; those that were missing, the deepest first. */
async function makeFolder(folder: string): Promise<readonly string[]> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return [];
  const made = [resolve(folder)];
  while (made.at(-1)!.length > resolve(first).length) made.push(dirname(made.at(-1)!));
  return made;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  EFBIG: 'the file would be larger than is allowed',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder of that name exists',
};

const advice: Readonly<Record<string, string>> = { ENOSPC: 'Free some space, or choose another place with --out.' };
