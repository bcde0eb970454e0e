import * as fileSystem from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from './user-error.ts';

export type FileSystem = Pick<
  typeof fileSystem,
  'mkdir' | 'readFile' | 'rename' | 'rm' | 'rmdir' | 'stat' | 'writeFile'
>;

/** A text, bytes, or the parts of a large file, one behind the other. */
export type FileContent = string | Uint8Array | Iterable<Uint8Array>;

/** Writes all files or none: each under a temporary name first, renamed once all are there. @throws {UserError} where it cannot. */
export async function writeFiles(
  files: ReadonlyMap<string, FileContent>,
  fs: FileSystem = fileSystem,
  option = '--out',
): Promise<void> {
  const written: string[] = [];
  const folders: string[] = [];
  try {
    for (const [path, content] of files) {
      folders.push(...(await makeFolder(dirname(path), fs)));
      if ((await fs.stat(path).catch(() => undefined))?.isDirectory())
        throw Object.assign(new Error(), { code: 'EISDIR', path });
      written.push(temporary(path));
      await fs.writeFile(temporary(path), content);
    }
    await replaceAll([...files.keys()], fs);
  } catch (error) {
    await Promise.all(written.map((path) => fs.rm(path, { force: true }).catch(() => undefined)));
    for (const folder of folders) await fs.rmdir(folder).catch(() => undefined);
    const { code = '', path, syscall } = error as NodeJS.ErrnoException;
    const reason =
      (syscall === 'rename' ? renameReasons[code] : undefined) ?? reasons[code] ?? (error as Error).message;
    throw new UserError(
      `cannot write ${(path ?? written.at(-1) ?? [...files.keys()].join(', ')).replace(/\.\d+\.tmp$/, '')}: ${reason}; nothing was written. ${(syscall === 'rename' ? renameAdvice(option)[code] : undefined) ?? advice(option)[code] ?? `Choose another place with ${option}.`}`,
    );
  }
}

const temporary = (path: string): string => `${path}.${process.pid}.tmp`;

/** Puts the temporary files in their places; where one cannot be, what the others have replaced comes back. */
async function replaceAll(paths: readonly string[], fs: FileSystem): Promise<void> {
  const replaced: { readonly path: string; readonly before: Uint8Array | undefined }[] = [];
  try {
    for (const path of paths) {
      // The last has nobody after it who could fail.
      const before = path === paths.at(-1) ? undefined : await fs.readFile(path).catch(() => undefined);
      await renamePatiently(temporary(path), path, fs);
      replaced.push({ path, before });
    }
  } catch (error) {
    for (const { path, before } of replaced) await (before ? fs.writeFile(path, before) : fs.rm(path, { force: true }));
    throw error;
  }
}

/** Milliseconds between tries, a good second in all. */
const pauses = [10, 20, 40, 80, 160, 320, 640];

/** On Windows, a file that a program has open cannot be replaced; virus scanners and watchers let go of it soon. */
async function renamePatiently(from: string, to: string, fs: FileSystem): Promise<void> {
  for (const pause of pauses) {
    try {
      return await fs.rename(from, to);
    } catch (error) {
      if (!Object.hasOwn(renameReasons, (error as NodeJS.ErrnoException).code ?? '')) throw error;
      await wait(pause);
    }
  }
  await fs.rename(from, to);
}

/** Makes a folder with those above it; those that were missing, the deepest first. */
async function makeFolder(folder: string, fs: FileSystem): Promise<readonly string[]> {
  const first = await fs.mkdir(folder, { recursive: true });
  if (first === undefined) return [];
  const made: string[] = [];
  for (let path = resolve(folder); path.length >= resolve(first).length; path = dirname(path)) made.push(path);
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

const isOpen = 'it may not be replaced, or another program has it open';
const renameReasons: Readonly<Record<string, string>> = {
  EACCES: isOpen,
  EPERM: isOpen,
  EBUSY: 'another program has it open',
};

const close = (option: string): string =>
  `Close what has it open, such as a server or an editor, or choose another place with ${option}.`;
const renameAdvice = (option: string): Readonly<Record<string, string>> => ({
  EACCES: close(option),
  EPERM: close(option),
  EBUSY: close(option),
});

const advice = (option: string): Readonly<Record<string, string>> => ({
  ENOSPC: `Free some space, or choose another place with ${option}.`,
});
