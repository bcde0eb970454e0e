import { readFile } from 'node:fs/promises';
import { UserError } from './user-error.ts';

/** Names of a file's tensors: the file's → the network's. */
export type Names = ReadonlyMap<string, string>;

const form = 'expected JSON of the form { "names": { "name in the file": "name in the network" } }';

/** What `--pair` wrote, or its user; undefined where there is no such file. @throws {UserError} where it is something else. */
export async function readNameFile(path: string): Promise<Names | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new UserError(`cannot read ${path}: ${code === 'EISDIR' ? 'it is a folder' : message}; nothing was written.`);
  }
  const names = Object.entries(parse(text) ?? {});
  if (names.length === 0 || names.some(([, to]) => typeof to !== 'string'))
    throw new UserError(`${path} holds no names; ${form}. Nothing was written.`);
  return new Map(names as [string, string][]);
}

function parse(text: string): object | undefined {
  try {
    const { names } = JSON.parse(text) as { readonly names?: unknown };
    return typeof names === 'object' && names !== null ? names : undefined;
  } catch {
    return undefined; // A null, or no JSON at all.
  }
}

/** The text that readNameFile reads. */
export const nameFileText = (names: Names): string =>
  `${JSON.stringify({ names: Object.fromEntries(names) }, undefined, 2)}\n`;
