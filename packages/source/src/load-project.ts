import { dirname } from 'node:path';
import { Project, type ts } from 'ts-morph';
import { hostDeclarations } from './host-declarations.ts';
import type { LocalModule } from './local-modules.ts';
import type { ResolveImport } from './resolve-import.ts';

/** The model file and its local imports as TypeScript sees them; nothing is checked yet. */
export function loadProject(
  modules: readonly [entry: LocalModule, ...imported: LocalModule[]],
  options: ts.CompilerOptions,
  resolve: ResolveImport,
): Project {
  const project = new Project({
    compilerOptions: options,
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    resolutionHost: () => ({
      resolveModuleNames: (names, containingFile) => names.map((name) => resolve(name, containingFile)?.module),
    }),
  });
  for (const { path, text } of modules) project.createSourceFile(path, text, { overwrite: true });
  const [{ path: entry }] = modules;
  project.createSourceFile(`${dirname(entry)}/resnet-compile-host.d.ts`, hostDeclarations(entry, options), {
    overwrite: true,
  });
  return project;
}
