import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ts } from 'ts-morph';

export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Import {
  /** Relative to the packages' folder. */
  readonly from: string;
  readonly specifier: string;
  /** Gone once types are erased. */
  readonly isType: boolean;
}

export interface Package {
  /** The folder's name. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Source files, relative to the packages' folder. */
  readonly files: readonly string[];
  readonly imports: readonly Import[];
  /** What its tests import. */
  readonly testImports: readonly Import[];
}

export const packagesFolder = fileURLToPath(new URL('../../', import.meta.url));

/** All packages with what their sources and tests import, as TypeScript's parser reads them. */
export function readPackages(): readonly Package[] {
  const folders = readdirSync(packagesFolder)
    .filter((folder) => existsSync(join(packagesFolder, folder, 'package.json')))
    .sort();
  return folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(packagesFolder, folder, 'package.json'), 'utf8')) as Manifest;
    const files = filesIn(folder, 'src');
    return {
      folder,
      manifest,
      files,
      imports: files.flatMap(importsOf),
      testImports: filesIn(folder, 'tests').flatMap(importsOf),
    };
  });
}

/** Code in a folder of a package, relative to the packages' folder. */
function filesIn(folder: string, part: string): readonly string[] {
  const whole = join(packagesFolder, folder, part);
  const found = existsSync(whole) ? readdirSync(whole, { recursive: true, encoding: 'utf8' }) : [];
  return found
    .filter((path) => /\.[cm]?[jt]s$/.test(path))
    .map((path) => relative(packagesFolder, join(whole, path)).replaceAll('\\', '/'))
    .sort();
}

function importsOf(from: string): readonly Import[] {
  const file = ts.createSourceFile(
    from,
    readFileSync(join(packagesFolder, from), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const imports: Import[] = [];
  const add = (specifier: ts.Node | undefined, isType: boolean): void => {
    if (specifier && ts.isStringLiteralLike(specifier)) imports.push({ from, specifier: specifier.text, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node))
      add(
        node.moduleSpecifier,
        node.importClause?.isTypeOnly === true || allTypes(node.importClause?.namedBindings, node.importClause?.name),
      );
    else if (ts.isExportDeclaration(node))
      add(node.moduleSpecifier, node.isTypeOnly || allTypes(node.exportClause, undefined));
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (
      ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require.resolve')
    )
      add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return imports;
}

/** `{ type A, type B }`: nothing of it is there at run time that anybody reads. */
function allTypes(
  bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined,
  defaultName: ts.Identifier | undefined,
): boolean {
  if (defaultName || !bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return false;
  return bindings.elements.length > 0 && bindings.elements.every(({ isTypeOnly }) => isTypeOnly);
}

/** The package that a specifier names; undefined for a file. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** The file that a specifier names, relative to the packages' folder; undefined for a package. */
export const fileOf = ({ from, specifier }: Import): string | undefined =>
  specifier.startsWith('.') ? join(dirname(from), specifier).replaceAll('\\', '/') : undefined;

/** Files that import each other in a circle, if only for types: who reads one has to know all. The circle, or undefined. */
export function importCycle(imports: readonly Import[]): readonly string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const each of imports) {
    const to = fileOf(each);
    if (to !== undefined) edges.set(each.from, [...(edges.get(each.from) ?? []), to]);
  }
  const done = new Set<string>();
  const walk = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = walk(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = walk(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
