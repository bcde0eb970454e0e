import { existsSync, openSync, closeSync, readSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { isCommonJs } from '@resnet-compile/source';

/** A file below a folder that is CommonJS only as long as no package.json of the folder says otherwise. */
export function findCommonJs(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isFile() && isOfPackage(path) && isCommonJs(path)) return path;
    // Packages below it speak for themselves.
    const found =
      entry.isDirectory() && entry.name !== 'node_modules' && !existsSync(join(path, 'package.json'))
        ? findCommonJs(path)
        : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether Node, or TypeScript, asks the nearest package.json what kind of module a file is. */
const isOfPackage = (path: string): boolean =>
  extname(path) === '' ? isScript(path) : /\.[jt]sx?$/.test(path) && !path.endsWith('.d.ts');

function isScript(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(100);
    readSync(file, start);
    return /^#!.*\bnode\b/.test(start.toString('latin1'));
  } finally {
    closeSync(file);
  }
}
