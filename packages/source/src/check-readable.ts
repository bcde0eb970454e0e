import { accessSync, constants, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import type { Diagnostic } from './diagnostic.ts';

const extensions = ['.ts', '.mts', '.js', '.mjs'];

/** Whether there is a model file at all. */
export function checkReadable(file: string): Diagnostic | undefined {
  const at = { code: 'RC1300', file, line: 1, column: 1 };
  const name = basename(file);
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) return { ...at, message: `there is no file ${name}` };
  if (!found.isFile())
    return {
      ...at,
      message: `${name} is ${found.isDirectory() ? 'a directory' : 'no regular file'}; expected a model file`,
      hint: 'name the file, e.g. model.ts',
    };
  if (!extensions.includes(extname(file)))
    return {
      ...at,
      message: `${name} is no model file; expected one that ends in ${extensions.slice(0, -1).join(', ')} or ${extensions.at(-1)}`,
    };
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    return { ...at, message: `${name} cannot be read: ${(error as Error).message}` };
  }
  return undefined;
}
