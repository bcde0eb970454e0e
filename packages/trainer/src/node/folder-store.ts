import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckpointStore } from '../checkpoints.ts';
import { WritingError } from './writing-error.ts';

const temporary = '.tmp';

/** Checkpoints as files of a folder that exists. */
export function folderStore(folder: string): CheckpointStore {
  return {
    names: async () =>
      (await readdir(folder, { withFileTypes: true })).filter((entry) => !entry.isDirectory()).map(({ name }) => name),
    read: (name) => readFile(join(folder, name)),
    write: (name, bytes) => replaceFile(join(folder, name), bytes),
    remove: (name) => rm(join(folder, name), { force: true }),
  };
}

/** Makes a folder and those above it. Node's own `recursive` does not come back where the file system has no place for folders, as in /proc. @throws {WritingError} */
export async function makeFolder(path: string): Promise<void> {
  const make = async (folder: string): Promise<void> => {
    try {
      await mkdir(folder);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // A drive's root or a read-only system may refuse what it has.
      if (code !== 'ENOENT' && (await stat(folder).catch(() => undefined))?.isDirectory()) return;
      if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
      await make(dirname(folder));
      await mkdir(folder);
    }
  };
  await make(path).catch((error: unknown) => {
    throw new WritingError(path, error);
  });
}

/** Drops what a process that was killed left behind. */
export async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith(temporary)) await rm(join(folder, name), { force: true });
}

/** The file has its old content or the new one, at any moment: written beside it, flushed to the disk, renamed. @throws {WritingError} */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const beside = `${path}${temporary}`;
  try {
    const file = await open(beside, 'w');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw new WritingError(path, error);
  }
  await syncFolder(join(path, '..'));
}

/** So that the new name survives a power failure too; Windows can open no folder, and needs not. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
