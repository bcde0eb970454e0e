import { ts } from 'ts-morph';
import { filePath } from './file-path.ts';

/** Modules that stand for the DSL's names where the user's folder has none installed. */
export type DslModules = Readonly<Record<string, string>>;

export interface ResolvedImport {
  readonly module: ts.ResolvedModuleFull;
  /** Where Node finds it, if not by its own rules. */
  readonly runtime?: string;
  /** Whether it is our own DSL in place of one that is not installed. */
  readonly substitute: boolean;
}

export type ResolveImport = (specifier: string, containingFile: string) => ResolvedImport | undefined;

/** Resolution as TypeScript does it; names of the DSL that lead nowhere lead to `dslModules`. */
export function importResolver(options: ts.CompilerOptions, dslModules: DslModules): ResolveImport {
  const cache = ts.createModuleResolutionCache(ts.sys.getCurrentDirectory(), (name) => name, options);
  const resolve = (specifier: string, containingFile: string): ts.ResolvedModuleFull | undefined =>
    ts.resolveModuleName(specifier, containingFile, options, ts.sys, cache).resolvedModule;
  return (specifier, containingFile) => {
    const module = resolve(specifier, containingFile);
    if (module) return { module, substitute: false, ...(isLocal(module) ? { runtime: module.resolvedFileName } : {}) };
    if (!Object.hasOwn(dslModules, specifier)) return undefined;
    const runtime = filePath(dslModules[specifier]!);
    const substitute = resolve(runtime, containingFile);
    return substitute && { module: substitute, runtime, substitute: true };
  };
}

const isLocal = ({ resolvedFileName, isExternalLibraryImport }: ts.ResolvedModuleFull): boolean =>
  !isExternalLibraryImport && !/\.d\.[cm]?ts$/.test(resolvedFileName);
