import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * Unpacks archives of the package `@sparticuz/chromium`, once, into a folder among the temporary files: its path.
 *
 * @throws {Error} where the package is missing.
 */
export async function unpackChromium(name: string, archives: readonly string[]): Promise<string> {
  const root = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..');
  const { version } = createRequire(import.meta.url)(join(root, 'package.json')) as { version: string };
  const folder = join(tmpdir(), `resnet-compile-${name}-${version}`);
  if (!existsSync(folder))
    await unpackInto(
      folder,
      archives.map((archive) => join(root, 'bin', archive)),
    );
  return folder;
}

/** Into a folder of its own, then renamed, since several test processes may start at once. */
async function unpackInto(folder: string, archives: readonly string[]): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium');
  const own = await mkdtemp(`${folder}.`);
  const { TMPDIR } = process.env;
  // The package unpacks into the folder of temporary files, and asks for it when called.
  process.env['TMPDIR'] = own;
  const done = Promise.all(archives.map((archive) => inflate(archive)));
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  await done;
  await rename(own, folder).catch(async (error: unknown) => {
    await rm(own, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
}
