import { dirname } from 'node:path';
import { ts } from 'ts-morph';

const defaults: ts.CompilerOptions = { strict: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2023.d.ts'], types: [] };

// Model files run as ES modules, one by one transpiled, whatever the project around them does.
const fixed: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, customConditions: undefined,
  isolatedModules: true, allowImportingTsExtensions: true, resolveJsonModule: true, allowJs: true, skipLibCheck: true,
  noEmit: true, composite: false, incremental: false, declaration: false, isolatedDeclarations: false, rootDir: undefined, outDir: undefined,
};

/** Of the nearest tsconfig.json, or strict defaults where there is none. */
export function compilerOptions(folder: string): ts.CompilerOptions {
  const config = ts.findConfigFile(folder, ts.sys.fileExists);
  return { ...(config === undefined ? defaults : configured(config)), ...fixed };
}

function configured(config: string): ts.CompilerOptions {
  // Only the options are of interest: a host without files saves the search for all files of the project.
  const host: ts.ParseConfigHost = { ...ts.sys, useCaseSensitiveFileNames: true, readDirectory: () => [] };
  return ts.parseJsonConfigFileContent(ts.readConfigFile(config, ts.sys.readFile).config ?? {}, host, dirname(config), undefined, config).options;
}
