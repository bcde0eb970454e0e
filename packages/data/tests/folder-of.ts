import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

/** The path of a fixture: of `images`, or with a folder of its own. */
export const source = (name: string): string =>
  fileURLToPath(new URL(`fixtures/${name.includes('/') ? name : `images/${name}`}`, import.meta.url));

/** A folder in which each path is a copy of a fixture, or a text; a path that ends in / is an empty folder. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder();
  for (const [path, from] of Object.entries(files)) {
    mkdirSync(join(folder, path, path.endsWith('/') ? '.' : '..'), { recursive: true });
    if (path.endsWith('/')) continue;
    if (/\.(jpg|png|webp|gif|bmp|tif)$/.test(from)) copyFileSync(source(from), join(folder, path));
    else writeFileSync(join(folder, path), from);
  }
  return folder;
}
