import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { findCommonJs } from './find-common-js.ts';
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
 *
 * @throws {UserError} where the folder's own package.json, or CommonJS below it, forbids to say so.
 */
export function moduleTypeOf(out: string): ModuleType {
  const folder = resolve(out);
  const nearest = nearestPackage(folder);
  const type = nearest === undefined ? undefined : typeOf(nearest);
  if (type === 'module') return {};
  const own = join(folder, 'package.json');
  const commonJs = findCommonJs(folder);
  if (nearest === own) {
    const mend =
      commonJs === undefined
        ? 'Add "type": "module" to it, or choose another folder with --out.'
        : `Choose another folder with --out: "type": "module" would break ${shown(commonJs)}, which is CommonJS.`;
    throw new UserError(
      `${shown(own)} says ${type === undefined ? 'no "type"' : `"type": ${JSON.stringify(type)}`}, so that Node would not load the compiled modules beside it as ES modules; nothing was written. ${mend}`,
    );
  }
  if (commonJs !== undefined) {
    throw new UserError(
      `${shown(commonJs)} is CommonJS, and compiled modules are ES modules: the package.json with "type": "module" that they need in ${shown(folder) || '.'} would break it; nothing was written. Choose a folder of their own with --out, e.g. --out ${shown(join(dirname(folder), 'compiled'))}.`,
    );
  }
  const said =
    nearest === undefined
      ? 'there is no package.json above it'
      : `${shown(nearest)} says ${type === undefined ? 'nothing of it' : `"type": ${JSON.stringify(type)}`}`;
  return { file: [own, '{ "type": "module" }\n'], note: `wrote ${shown(own)} with "type": "module", since ${said}` };
}

const shown = (path: string): string => relative(process.cwd(), path);

function nearestPackage(folder: string): string | undefined {
  const path = join(folder, 'package.json');
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? undefined : nearestPackage(dirname(folder));
}

function typeOf(path: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, '')) as { type?: string }).type;
  } catch (error) {
    throw new UserError(`cannot read ${shown(path)}: ${(error as Error).message}`);
  }
}
