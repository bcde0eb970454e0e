import { dirname } from 'node:path';
import { ts } from 'ts-morph';
import { filePath } from './file-path.ts';

const defaults: ts.CompilerOptions = {
  strict: true,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts'],
  types: [],
};

// Model files run as ES modules, one by one transpiled, whatever the project around them does. What is not used yet is
// the linter's to say.
const fixed: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  customConditions: undefined,
  isolatedModules: true,
  allowImportingTsExtensions: true,
  resolveJsonModule: true,
  allowJs: true,
  skipLibCheck: true,
  noEmit: true,
  composite: false,
  incremental: false,
  declaration: false,
  isolatedDeclarations: false,
  rootDir: undefined,
  outDir: undefined,
  jsx: ts.JsxEmit.ReactJSX,
  noUnusedLocals: false,
  noUnusedParameters: false,
  allowUnusedLabels: undefined,
};

/** Of the tsconfig.json that a file belongs to, or strict defaults where there is none. */
export function compilerOptions(file: string): ts.CompilerOptions {
  const config = ts.findConfigFile(dirname(file), ts.sys.fileExists);
  return { ...(config === undefined ? defaults : configured(config, file)), ...fixed };
}

function configured(config: string, file: string): ts.CompilerOptions {
  // Only the options are of interest: a host without files saves the search for all files of the project.
  const { options, projectReferences, raw } = parse(config, () => []);
  if (!projectReferences?.length) return options;
  // A solution lists no files and says nothing of any: its first project is as good as TypeScript's defaults.
  const isSolution = (raw as { files?: readonly string[] }).files?.length === 0 && !('include' in (raw as object));
  const found = projectOf(config, file) ?? (isSolution ? referencedBy(projectReferences)[0] : undefined);
  return found === undefined ? options : parse(found, () => []).options;
}

/** The project that includes a file: this one or, as TypeScript's language server finds it, one that it refers to. */
function projectOf(config: string, file: string, seen = new Set<string>()): string | undefined {
  if (seen.has(config)) return undefined;
  seen.add(config);
  const { fileNames, projectReferences = [] } = parse(config, ts.sys.readDirectory);
  if (fileNames.some((name) => filePath(name) === file)) return config;
  for (const referenced of referencedBy(projectReferences)) {
    const found = projectOf(referenced, file, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

const referencedBy = (references: readonly ts.ProjectReference[]): readonly string[] =>
  references.map((reference) => ts.resolveProjectReferencePath(reference)).filter(ts.sys.fileExists);

function parse(config: string, readDirectory: ts.ParseConfigHost['readDirectory']): ts.ParsedCommandLine {
  const host: ts.ParseConfigHost = { ...ts.sys, useCaseSensitiveFileNames: true, readDirectory };
  return ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, ts.sys.readFile).config ?? {},
    host,
    dirname(config),
    undefined,
    config,
  );
}
