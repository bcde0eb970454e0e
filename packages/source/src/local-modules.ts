import { readFileSync } from 'node:fs';
import { ts } from 'ts-morph';
import type { ResolveImport } from './resolve-import.ts';

/** The model file, or a local file that it imports, directly or not. */
export interface LocalModule {
  readonly path: string;
  readonly text: string;
  /** From specifier to path, where Node would not find it by itself. */
  readonly imports: ReadonlyMap<string, string>;
  /** False for the sources of our own DSL. */
  readonly isUsers: boolean;
}

/** The model file first, then what it imports. */
export function localModules(entry: string, resolve: ResolveImport): readonly LocalModule[] {
  const modules = new Map<string, LocalModule>();
  const visit = (path: string, isUsers: boolean): void => {
    if (modules.has(path) || path.endsWith('.json')) return;
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const found = ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName: specifier }) => {
      const resolved = resolve(specifier, path);
      return resolved?.runtime === undefined ? [] : [{ specifier, path: resolved.runtime, isUsers: isUsers && !resolved.substitute }];
    });
    modules.set(path, { path, text, imports: new Map(found.map((one) => [one.specifier, one.path])), isUsers });
    // A substitute that is already JavaScript loads as it is.
    for (const next of found) if (next.isUsers || /\.[cm]?ts$/.test(next.path)) visit(next.path, next.isUsers);
  };
  visit(entry, true);
  return [...modules.values()];
}
