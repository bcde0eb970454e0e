import { readFile } from 'node:fs/promises';
import { UserError } from './user-error.ts';

/** Names of a file's tensors: the file's → the network's. */
export type Names = ReadonlyMap<string, string>;

const form = 'expected JSON of the form { "names": { "name in the file": "name in the network" } }';

/** What `--pair` means. */
export interface Pairing {
  /** The file of names: the one that is given, or one beside what is written. */
  readonly path: string;
  /** Whether names that are paired by order and shape are accepted. */
  readonly accepted: boolean;
  /** The names that are in that file already. */
  readonly names?: Names;
}

/** @param pair the file of names, or whether there is `--pair` at all */
export async function readPairing(pair: string | boolean, out: string): Promise<Pairing> {
  const path = typeof pair === 'string' ? pair : `${out}.names.json`;
  if (path === out) throw new UserError(`--pair and --out are both ${path}; nothing was written. Choose two names.`);
  const names = pair === false ? undefined : await readNameFile(path);
  return { path, accepted: pair !== false, ...(names ? { names } : {}) };
}

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
