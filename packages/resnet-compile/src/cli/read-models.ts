import { build } from '@resnet-compile/compiler';
import {
  inOrder,
  printDiagnostics,
  readModelFile,
  toDiagnostics,
  type Diagnostic,
  type ModelExport,
  type ModelFile,
  type Sources,
} from '@resnet-compile/source';
import { UserError } from './user-error.ts';

/** Reads model files. @throws {UserError} with everything that is wrong with any of them, shapes included. */
export async function readModels(paths: readonly string[], timeout = 10): Promise<readonly ModelFile[]> {
  const files: ModelFile[] = [];
  for (const path of paths) files.push(await readModelFile(path, { timeout }));
  const diagnostics = files.flatMap((file) => [...file.diagnostics, ...shapeMistakes(file)]);
  if (diagnostics.length)
    throw mistakes(
      diagnostics,
      files.map(({ sources }) => sources),
    );
  return files;
}

/** The networks of a model file, under each of their names. @throws {UserError} as {@link readModels}. */
export async function readNetworks(path: string): Promise<readonly ModelExport[]> {
  return (await readModels([path])).flatMap(({ exports }) => exports);
}

/** The first export of each network. */
export const distinct = (exports: readonly ModelExport[]): readonly ModelExport[] =>
  exports.filter(({ network }, index) => exports.findIndex((other) => other.network === network) === index);

const shapeMistakes = ({ exports, sources }: ModelFile): readonly Diagnostic[] =>
  toDiagnostics(
    distinct(exports).flatMap(({ name, network }) => build(network, { name }).problems),
    sources,
  );

function mistakes(diagnostics: readonly Diagnostic[], sources: readonly Sources[]): UserError {
  const colour = process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined;
  const text = (file: string): string | undefined =>
    sources.map((one) => one.text(file)).find((found) => found !== undefined);
  const unique = inOrder(diagnostics);
  return new UserError(
    `${printDiagnostics(unique, { text }, { colour })}\n${unique.length} ${unique.length === 1 ? 'mistake' : 'mistakes'}; nothing was written.`,
  );
}
