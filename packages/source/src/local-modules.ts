import { readFileSync } from 'node:fs';
import { ts } from 'ts-morph';
import type { Owner, ResolveImport } from './resolve-import.ts';

/** The model file, or a file that it imports, directly or not, which Node would not run by itself. */
export interface LocalModule {
  readonly path: string;
  readonly text: string;
  /** From specifier to path, where Node would not find it by itself. */
  readonly imports: ReadonlyMap<string, string>;
  /** The user's own files are checked for types. */
  readonly owner: Owner;
}

/** The model file first, then what it imports. */
export function localModules(
  entry: string,
  resolve: ResolveImport,
): readonly [entry: LocalModule, ...imported: LocalModule[]] {
  const modules = new Map<string, LocalModule>();
  const visit = (path: string, owner: Owner): void => {
    if (modules.has(path) || path.endsWith('.json')) return;
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
    const found = ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName: specifier }) => {
      const resolved = resolve(specifier, path);
      return resolved?.runtime === undefined
        ? []
        : [{ specifier, path: resolved.runtime, owner: owner === 'user' ? resolved.owner : owner }];
    });
    modules.set(path, { path, text, imports: new Map(found.map((one) => [one.specifier, one.path])), owner });
    // A substitute that is already JavaScript loads as it is.
    for (const next of found) if (next.owner !== 'dsl' || /\.[cm]?ts$/.test(next.path)) visit(next.path, next.owner);
  };
  visit(entry, 'user');
  const [first, ...imported] = modules.values();
  if (!first) throw new Error(`${entry} is no module`);
  return [first, ...imported];
}
