import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { bundlers, type Bundler } from './bundlers.ts';

/**
 * One line on a bundler that will delete what is written to a folder. Configurations are programs, and are not run: their
 * text is searched for options, so that what is computed goes unseen.
 */
export function emptiedByBundler(out: string): string | undefined {
  const target = resolve(out);
  for (let folder = dirname(target); ; folder = dirname(folder)) {
    for (const bundler of bundlers) {
      const found = existsSync(folder) ? configurationOf(bundler, folder) : undefined;
      const emptied = found && outputOf(bundler, found.text, folder);
      if (
        !emptied ||
        !contains(emptied.output, target) ||
        !bundler.empties(found.text, contains(emptied.root, emptied.output))
      )
        continue;
      return `note: ${bundler.command} empties ${shown(emptied.output)}, as far as ${shown(found.file)} tells (its text was searched, it was not run), and the compiled modules with it; --out ${shown(join(folder, 'compiled'))} would keep them`;
    }
    if (existsSync(join(folder, 'package.json')) || dirname(folder) === folder) return undefined;
  }
}

/** The text of a bundler's configuration in a folder, behind the options of the scripts that run it. */
function configurationOf(
  { command, config, dependency }: Bundler,
  folder: string,
): { readonly file: string; readonly text: string } | undefined {
  const manifest = join(folder, 'package.json');
  const { scripts = {}, dependencies, devDependencies } = readManifest(manifest);
  const program = new RegExp(`(?:^|[\\s&;/])${command.split(' ')[0]}(?=\\s|$)`);
  const lines = Object.values(scripts).filter((line) => program.test(line));
  const options = lines
    .join('\n')
    .replaceAll(/--(\w+)(?:[ =]+([^\s-]\S*))?/g, (_, name: string, value = 'true') => `${name}: '${value}',`);
  const name = readdirSync(folder).find((file) => config.test(file));
  if (name !== undefined)
    return {
      file: join(folder, name),
      text: `${options}\n${withoutComments(readFileSync(join(folder, name), 'utf8'))}`,
    };
  return dependency !== undefined &&
    (lines.length || Object.hasOwn({ ...dependencies, ...devDependencies }, dependency))
    ? { file: manifest, text: options }
    : undefined;
}

/** Where a bundler writes, and the folder that it takes for its project; undefined where that is computed. */
function outputOf(
  { folder: option, root }: Bundler,
  text: string,
  folder: string,
): { readonly root: string; readonly output: string } | undefined {
  const base = root === undefined ? '' : valueOf(root, text, '');
  const output = valueOf(option, text, 'dist');
  return base === undefined || output === undefined
    ? undefined
    : { root: resolve(folder, base), output: resolve(folder, base, output) };
}

/** The path that an option says: the strings of its value, as in `path.resolve(__dirname, 'build')`; undefined where it has none. */
function valueOf(option: string, text: string, otherwise: string): string | undefined {
  const start = new RegExp(`(?<![\\w.])['"]?${option}['"]?\\s*:`).exec(text);
  if (!start) return otherwise;
  const value = expressionAt(text, start.index + start[0].length);
  const strings = [...value.matchAll(/(['"`])(.*?)\1/g)].map(([, , string = '']) => string);
  return strings.length ? join(...strings) : undefined;
}

/** The text up to the comma or the bracket that ends an expression. */
function expressionAt(text: string, start: number): string {
  let depth = 0;
  for (let end = start; end < text.length; end++) {
    const character = text.charAt(end);
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    if (depth < 0 || (depth === 0 && /[,;]/.test(character))) return text.slice(start, end);
  }
  return text.slice(start);
}

const withoutComments = (text: string): string => text.replaceAll(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');

const contains = (folder: string, path: string): boolean => {
  const way = relative(folder, path);
  return way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way);
};

const shown = (path: string): string => relative(process.cwd(), path) || '.';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: object;
  readonly devDependencies?: object;
}

function readManifest(path: string): Manifest {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
