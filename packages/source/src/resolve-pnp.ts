import nodeModule from 'node:module';
import { ts } from 'ts-morph';
import { filePath } from './file-path.ts';

/** Yarn's interface (yarnpkg.com/advanced/pnpapi), as far as it is used here. */
interface PnpApi {
  /** The folder of a package that `issuer` depends on. @throws {Error} where it depends on no such package. */
  readonly resolveToUnqualified: (
    specifier: string,
    issuer: string,
    options: { readonly considerBuiltins: boolean },
  ) => string | null;
}

type Resolve = (specifier: string, containingFile: string) => ts.ResolvedModuleFull | undefined;

/** Where Yarn's Plug'n'Play has a package: there is no node_modules that TypeScript could look into. */
export function resolvePnp(
  specifier: string,
  containingFile: string,
  resolve: Resolve,
): ts.ResolvedModuleFull | undefined {
  const api = findApi(containingFile);
  const [name, path] = /^((?:@[^/]+\/)?[^./#][^/]*)(\/.*)?$/.exec(specifier)?.slice(1) ?? [];
  if (!api || name === undefined) return undefined;
  return (
    inFolder(folderOf(api, name, containingFile), name, path, resolve) ??
    inFolder(folderOf(api, typesOf(name), containingFile), typesOf(name), path, resolve)
  );
}

function inFolder(
  folder: string | undefined,
  name: string,
  path = '',
  resolve: Resolve,
): ts.ResolvedModuleFull | undefined {
  if (folder === undefined) return undefined;
  // Archives hold packages below a node_modules; those of the workspace know themselves by name, or are folders.
  const above = folder.endsWith(`/node_modules/${name}`) ? folder.slice(0, -`/node_modules/${name}`.length) : folder;
  const found =
    resolve(`${name}${path}`, `${above}/importer.ts`) ?? resolve(`${folder}${path}`, `${folder}/importer.ts`);
  return found && { ...found, isExternalLibraryImport: true };
}

function folderOf(api: PnpApi, name: string, issuer: string): string | undefined {
  try {
    const folder = api.resolveToUnqualified(name, issuer, { considerBuiltins: false });
    return folder === null ? undefined : filePath(folder);
  } catch {
    return undefined;
  }
}

const typesOf = (name: string): string => `@types/${name.startsWith('@') ? name.slice(1).replace('/', '__') : name}`;

/** Node has the function only while Plug'n'Play is in force. */
const findApi = (file: string): PnpApi | null | undefined =>
  (nodeModule as unknown as { readonly findPnpApi?: (path: string) => PnpApi | null }).findPnpApi?.(file);
