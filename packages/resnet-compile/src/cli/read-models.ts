import { buildGraph } from '@resnet-compile/compiler';
import { printDiagnostics, readModelFile, toDiagnostics, type ModelExport, type ModelFile } from '@resnet-compile/source';
import { UserError } from './user-error.ts';

/** Reads a model file. @throws {UserError} with everything that is wrong with it. */
export async function readModels(path: string, timeout = 10): Promise<ModelFile> {
  const file = await readModelFile(path, { timeout });
  if (file.diagnostics.length) throw mistakes(file.diagnostics, file.sources);
  return file;
}

/** The networks of a model file, with shapes that fit. @throws {UserError} as {@link readModels}. */
export async function readNetworks(path: string): Promise<readonly ModelExport[]> {
  const { exports, sources } = await readModels(path);
  const problems = exports.flatMap(({ name, network }) => buildGraph(network, name).problems);
  if (problems.length) throw mistakes(toDiagnostics(problems, sources), sources);
  return exports;
}

export function mistakes(diagnostics: ModelFile['diagnostics'], sources: ModelFile['sources']): UserError {
  const colour = process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined;
  const count = `${diagnostics.length} ${diagnostics.length === 1 ? 'mistake' : 'mistakes'}; nothing was written.`;
  return new UserError(`${printDiagnostics(diagnostics, sources, { colour })}\n${count}`);
}
