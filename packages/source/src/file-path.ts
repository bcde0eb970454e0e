import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An absolute path with forward slashes, as TypeScript writes paths, from a path or a `file:` URL. */
export const filePath = (file: string): string =>
  resolve(file.startsWith('file:') ? fileURLToPath(file) : file).replaceAll(sep, '/');
