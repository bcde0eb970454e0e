import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from './user-error.ts';

export interface ModuleType {
  /** The package.json that makes `.js` files of the folder ES modules, where one has to be written. */
  readonly file?: readonly [path: string, content: string];
  /** What to tell the user of it. */
  readonly note?: string;
}

/**
 * Whether Node takes the `.js` files of a folder for ES modules. The nearest package.json decides; `npm init -y` leaves
 * `"type": "commonjs"`, and none at all means the same on Node 20.
 */
export function moduleTypeOf(folder: string): ModuleType {
  const nearest = nearestPackage(resolve(folder));
  const type = nearest === undefined ? undefined : typeOf(nearest);
  if (type === 'module') return {};
  const said = nearest === undefined ? 'there is no package.json above it' : `${relative(process.cwd(), nearest)} says ${type === undefined ? 'nothing of it' : `"type": ${JSON.stringify(type)}`}`;
  const own = join(resolve(folder), 'package.json');
  if (nearest === own) {
    throw new UserError(`${relative(process.cwd(), own)} says ${type === undefined ? 'no "type"' : `"type": ${JSON.stringify(type)}`}, so that Node would not load the compiled modules beside it as ES modules; nothing was written. Add "type": "module" to it, or choose another folder with --out.`);
  }
  return {
    file: [own, '{ "type": "module" }\n'],
    note: `wrote ${relative(process.cwd(), own)} with "type": "module", since ${said}`,
  };
}

function nearestPackage(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : nearestPackage(dirname(folder));
}

function typeOf(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, 'utf8')) as { type?: string }).type;
  } catch (error) {
    throw new UserError(`cannot read ${relative(process.cwd(), path)}: ${(error as Error).message}`);
  }
}
