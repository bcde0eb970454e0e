import { stagesOf, type Stages, type StagesOptions } from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import {
  inOrder,
  printDiagnostics,
  readModelFile,
  relativeFile,
  toDiagnostics,
  type Diagnostic,
  type ModelExport,
  type ModelFile,
  type Sources,
} from '@resnet-compile/source';
import { UserError } from './user-error.ts';

/** An export, and its compilation, which all names of one network share. */
export interface BuiltExport extends ModelExport {
  readonly stages: Stages;
}

export interface BuiltFile extends Omit<ModelFile, 'exports'> {
  readonly exports: readonly BuiltExport[];
}

/** Reads model files, and builds their networks. @throws {UserError} with everything that is wrong with any of them. */
export async function readModels(
  paths: readonly string[],
  { timeout = 10, onPass }: { readonly timeout?: number; readonly onPass?: StagesOptions['onPass'] } = {},
): Promise<readonly BuiltFile[]> {
  const files: BuiltFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const path of paths) {
    const file = await readModelFile(path, { timeout });
    const built = new Map(distinct(file.exports).map((each) => [each.network, buildExport(each, onPass)] as const));
    const problems = [...built.values()].flatMap((stages) => ('problems' in stages ? stages.problems : []));
    diagnostics.push(...file.diagnostics, ...toDiagnostics(problems, file.sources));
    files.push({ ...file, exports: file.exports.flatMap((each) => withStages(each, built)) });
  }
  const sources = files.map((file) => file.sources);
  if (diagnostics.length) throw mistakes(diagnostics, sources);
  const warnings = files.flatMap((file) =>
    toDiagnostics(
      distinct(file.exports).flatMap(({ stages }) => stages.warnings),
      file.sources,
    ),
  );
  if (warnings.length) process.stderr.write(`${printed(warnings, sources)}\n`);
  return files;
}

/** The networks of a model file, under each of their names. @throws {UserError} as {@link readModels}. */
export async function readNetworks(path: string): Promise<readonly BuiltExport[]> {
  return (await readModels([path])).flatMap(({ exports }) => exports);
}

/** The first export of each network. */
export const distinct = <Export extends ModelExport>(exports: readonly Export[]): readonly Export[] =>
  exports.filter(({ network }, index) => exports.findIndex((other) => other.network === network) === index);

const buildExport = ({ name, network }: ModelExport, onPass: StagesOptions['onPass']): ReturnType<typeof stagesOf> =>
  stagesOf(network, { name, positionFile: (file) => relativeFile(file, process.cwd()), onPass });

function withStages(
  from: ModelExport,
  built: ReadonlyMap<Network, ReturnType<typeof stagesOf>>,
): readonly BuiltExport[] {
  const stages = built.get(from.network);
  return !stages || 'problems' in stages ? [] : [{ ...from, stages }];
}

/** All that is wrong with model files, as it is printed. */
export function mistakes(diagnostics: readonly Diagnostic[], sources: readonly Sources[]): UserError {
  const unique = inOrder(diagnostics);
  return new UserError(
    `${printed(unique, sources)}\n${unique.length} ${unique.length === 1 ? 'mistake' : 'mistakes'}; nothing was written.`,
  );
}

function printed(diagnostics: readonly Diagnostic[], sources: readonly Sources[]): string {
  const colour = process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined;
  const text = (file: string): string | undefined =>
    sources.map((one) => one.text(file)).find((found) => found !== undefined);
  return printDiagnostics(diagnostics, { text }, { colour });
}
