import { realpath, stat } from 'node:fs/promises';
import { UserError } from './user-error.ts';

/** @throws {UserError} where a file that is to be written is one that is read, by whatever path, link or spelling. */
export async function refuseOverwriting(
  out: string,
  sources: Readonly<Record<string, string>>,
  option = '--out',
): Promise<void> {
  const target = await identityOf(out);
  if (target === undefined) return;
  for (const [what, path] of Object.entries(sources)) {
    const source = await identityOf(path);
    if (source && (source.place === target.place || (source.file !== undefined && source.file === target.file)))
      throw new UserError(
        `${option} ${out} is ${what}, which would be overwritten; nothing was written. Choose another name.`,
      );
  }
}

interface Identity {
  readonly place: string;
  /** Device and number: equal for hard links, and for what a file system spells alike. */
  readonly file: string | undefined;
}

/** Undefined where there is no such file. */
async function identityOf(path: string): Promise<Identity | undefined> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    // Some file systems number no files.
    return { place: await realpath(path), file: ino === 0n ? undefined : `${dev}:${ino}` };
  } catch {
    return undefined;
  }
}
