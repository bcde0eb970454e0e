import * as host from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The rules of this machine's paths, or those of another: `path.win32`. */
export interface PathRules {
  /** As `path.relative`. */
  relative(from: string, to: string): string;
  /** As `path.resolve`. */
  resolve(...parts: readonly string[]): string;
  /** As `path.sep`. */
  readonly sep: '/' | '\\';
}

const isWindows = ({ sep }: PathRules): boolean => sep === '\\';

/**
 * An absolute path with forward slashes, as TypeScript writes paths, from a path or a `file:` URL. Drive letters are
 * capital: Windows does not mind, and the same file must have one name.
 */
export const filePath = (file: string, rules: PathRules = host): string =>
  rules
    .resolve(file.startsWith('file:') ? fileURLToPath(file, { windows: isWindows(rules) }) : file)
    .replaceAll(rules.sep, '/')
    .replace(isWindows(rules) ? /^[a-z](?=:)/ : /(?!)/, (drive) => drive.toUpperCase());

/** The `file:` URL of a path. */
export const fileUrl = (path: string, rules: PathRules = host): string =>
  pathToFileURL(path, { windows: isWindows(rules) }).href;

/** A file as what is compiled names it: relative to a folder, with forward slashes, the same on every machine. */
export const relativeFile = (file: string, folder: string, rules: PathRules = host): string =>
  rules.relative(folder, filePath(file, rules)).replaceAll(rules.sep, '/');
