import { readFileSync } from 'node:fs';
import { ts } from 'ts-morph';

const commonJsNames = /\b(?:require|module|exports|__dirname|__filename)\b/;

/** Whether a file is an ES module by its syntax: it imports or exports. */
export const isEsModule = (file: string): boolean => hasModuleSyntax(parse(file, readFileSync(file, 'utf8')));

/** Whether a file is CommonJS by its syntax: it reads what ES modules have not, and neither imports nor exports. */
export function isCommonJs(file: string): boolean {
  if (/\.c[jt]s$/.test(file)) return true;
  const text = readFileSync(file, 'utf8');
  if (!commonJsNames.test(text)) return false;
  const source = parse(file, text);
  return importsByRequire(source) || (!hasModuleSyntax(source) && readsCommonJsNames(source));
}

// Extensions that TypeScript does not know, or none, are JavaScript's.
const parse = (file: string, text: string): ts.SourceFile =>
  ts.createSourceFile(/\.[cm]?[jt]sx?$/.test(file) ? file : `${file}.js`, text, ts.ScriptTarget.Latest);

const isDeclaredExport = (statement: ts.Statement): boolean =>
  ts.canHaveModifiers(statement) &&
  (ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false);

const hasModuleSyntax = (source: ts.SourceFile): boolean =>
  source.statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      ts.isExportAssignment(statement) ||
      isDeclaredExport(statement),
  ) || some(source, (node) => ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword);

/** `import a = require('a')` and `export = a`, which TypeScript turns into CommonJS. */
const importsByRequire = (source: ts.SourceFile): boolean =>
  source.statements.some(
    (statement) =>
      (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) ||
      (ts.isExportAssignment(statement) && statement.isExportEquals === true),
  );

const readsCommonJsNames = (source: ts.SourceFile): boolean =>
  some(
    source,
    (node, parent) =>
      ts.isIdentifier(node) && new RegExp(`^${commonJsNames.source}$`).test(node.text) && !isMember(node, parent),
  );

const isMember = (node: ts.Identifier, parent: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
  (ts.isPropertyAssignment(parent) && parent.name === node) ||
  (ts.isMethodDeclaration(parent) && parent.name === node);

const some = (node: ts.Node, holds: (node: ts.Node, parent: ts.Node) => boolean): boolean =>
  ts.forEachChild(node, (child) => holds(child, node) || some(child, holds) || undefined) ?? false;
