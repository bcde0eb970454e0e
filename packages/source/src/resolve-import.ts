import { realpathSync } from 'node:fs';
import { ts } from 'ts-morph';
import { filePath } from './file-path.ts';
import { isCommonJs, isEsModule } from './module-syntax.ts';
import { resolvePnp } from './resolve-pnp.ts';

/** Modules that stand for the DSL's names where the user's folder has none installed. */
export type DslModules = Readonly<Record<string, string>>;

export interface ResolvedImport {
  /** What TypeScript reads types from. */
  readonly module: ts.ResolvedModuleFull;
  /** What runs, where Node would not find it, or not be able to run it, by itself. */
  readonly runtime?: string;
  /** Whose code it is: that of our own DSL stands in for one that is not installed. */
  readonly owner: Owner;
}

export type Owner = 'user' | 'package' | 'dsl';

export type ResolveImport = (specifier: string, containingFile: string) => ResolvedImport | undefined;

type Resolve = (specifier: string, containingFile: string) => ts.ResolvedModuleFull | undefined;

/** Resolution as TypeScript does it; names of the DSL that lead nowhere lead to `dslModules`. */
export function importResolver(options: ts.CompilerOptions, dslModules: DslModules): ResolveImport {
  const typesOf = resolver(options);
  // An option of TypeScript's own that its types do not name: passes by declarations.
  const codeOf = resolver({ ...options, noDtsResolution: true, customConditions: ['node'] } as ts.CompilerOptions);
  return (specifier, containingFile) => {
    const module = typesOf(specifier, containingFile);
    if (module) {
      const runtime = isDeclaration(module.resolvedFileName)
        ? typeScript(codeOf(specifier, containingFile))
        : needsUs(module);
      return {
        module,
        owner: isInstalled(runtime ?? module.resolvedFileName) ? 'package' : 'user',
        ...(runtime === undefined ? {} : { runtime }),
      };
    }
    const path = Object.hasOwn(dslModules, specifier) ? dslModules[specifier] : undefined;
    if (path === undefined) return undefined;
    const runtime = filePath(path);
    const substitute = typesOf(runtime, containingFile);
    return substitute && { module: substitute, runtime, owner: 'dsl' };
  };
}

function resolver(options: ts.CompilerOptions): Resolve {
  const cache = ts.createModuleResolutionCache(ts.sys.getCurrentDirectory(), (name) => name, options);
  const resolve: Resolve = (specifier, containingFile) =>
    ts.resolveModuleName(specifier, containingFile, options, ts.sys, cache).resolvedModule;
  return (specifier, containingFile) =>
    resolve(specifier, containingFile) ??
    resolvePnp(specifier, containingFile, resolve) ??
    besideTarget(specifier, containingFile, resolve);
}

/** A model file that is a symbolic link may import what is beside its target, as a program in Node may. */
function besideTarget(specifier: string, containingFile: string, resolve: Resolve): ts.ResolvedModuleFull | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = filePath(realpathSync(containingFile));
  return target === containingFile ? undefined : resolve(specifier, target);
}

/** What Node does not run by itself: TypeScript wherever it lies, JSON without an attribute, and what imports them. */
function needsUs(module: ts.ResolvedModuleFull): string | undefined {
  const { resolvedFileName: file, isExternalLibraryImport } = module;
  if (/\.[cm]?jsx?$/.test(file))
    return isInstalled(file) || isCommonJs(file) || (isExternalLibraryImport && !isEsModule(file)) ? undefined : file;
  return file.endsWith('.json') ? file : typeScript(module);
}

const typeScript = (module: ts.ResolvedModuleFull | undefined): string | undefined =>
  module && /\.[cm]?tsx?$/.test(module.resolvedFileName) && !isDeclaration(module.resolvedFileName)
    ? module.resolvedFileName
    : undefined;

const isDeclaration = (file: string): boolean => /\.d\.([^./]+\.)?[cm]?ts$/.test(file);

const isInstalled = (file: string): boolean => file.includes('/node_modules/');
