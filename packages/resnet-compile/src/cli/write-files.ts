import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from './user-error.ts';

/** Writes all files or none: each under a temporary name first, renamed once all are there. */
export async function writeFiles(files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const written: string[] = [];
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(path), { recursive: true });
      const temporary = `${path}.${process.pid}.tmp`;
      written.push(temporary);
      await writeFile(temporary, content);
    }
    for (const path of files.keys()) await rename(`${path}.${process.pid}.tmp`, path);
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true })));
    const { code, path } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot write ${(path ?? [...files.keys()][0]!).replace(/\.\d+\.tmp$/, '')}: ${reasons[code ?? ''] ?? (error as Error).message}; nothing was written. ${advice[code ?? ''] ?? 'Choose another place with --out.'}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left on the device',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder of that name exists',
};

const advice: Readonly<Record<string, string>> = { ENOSPC: 'Free some space, or choose another place with --out.' };
