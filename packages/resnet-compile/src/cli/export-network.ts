import { basename, dirname } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import type { Stages } from '@resnet-compile/driver';
import { initialValue } from '@resnet-compile/runtime';
import type { Tensor } from '@resnet-compile/weights';
import { chooseExport } from './choose-export.ts';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import type { FormatOptions } from './export-format.ts';
import { formatOf } from './export-formats.ts';
import { readNetworks } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { stateOfFile } from './state-of-file.ts';
import { UserError } from './user-error.ts';
import { version } from './version.ts';
import { writeFiles } from './write-files.ts';

export interface ExportCommandOptions extends FormatOptions {
  readonly to?: string;
  readonly weights?: string;
  /** Of initial values, in place of a file. */
  readonly seed?: number;
  readonly export?: string;
  readonly select?: string;
  readonly ignore?: readonly string[];
}

/** `resnet-compile export model.ts --weights w.safetensors --to model.onnx`. */
export async function exportNetwork(
  model: string,
  { to, weights, seed, export: wanted, select, ignore, ...options }: ExportCommandOptions,
): Promise<void> {
  if (to === undefined)
    throw new UserError('export: it is not said where to; expected --to model.onnx. Nothing was written.');
  const format = await formatOf(to, options);
  if ((weights === undefined) === (seed === undefined))
    throw new UserError(
      `export: ${weights === undefined ? 'there are no weights' : '--weights and --seed are both there'}; expected --weights and a file of them, or --seed 0 for the initial values that load({ seed: 0 }) has. Nothing was written.`,
    );
  const read = { 'the model file': model, ...(weights === undefined ? {} : { 'the file of weights': weights }) };
  await refuseOverwriting(to, read, '--to');
  const { stages } = chooseExport(await readNetworks(model), wanted, model);
  const { state, notes } = await stateOf(stages, weights, seed ?? 0, { select, ignore });
  const written = format.write({ stages, state, model, to, version }, options);
  for (const path of written.files.keys())
    if (path !== to) await refuseOverwriting(path, read, `--to ${to}: beside it,`);
  await writeFiles(written.files, undefined, '--to');
  const lines = [
    `${model} → ${to}: ${stages.name}, ${state.size} tensor${state.size === 1 ? '' : 's'} of ${weights === undefined ? `seed ${seed}` : basename(weights)}`,
    ...[...written.notes, ...notes].map((note) => `  ${note}`),
    emptiedByBundler(dirname(to)),
  ];
  process.stdout.write(lines.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join(''));
}

interface State {
  readonly state: ReadonlyMap<string, Tensor>;
  /** What was done to read it, a line each. */
  readonly notes: readonly string[];
}

/** Of a file, in every form that `weights convert` reads; or the initial values. */
async function stateOf(
  { graph }: Stages,
  weights: string | undefined,
  seed: number,
  conversion: Pick<ExportCommandOptions, 'select' | 'ignore'>,
): Promise<State> {
  const { parameters } = lower(simplify(graph));
  if (weights !== undefined) return stateOfFile(weights, await readWeightFiles(weights), parameters, graph, conversion);
  const tensors = parameters.map((parameter) => {
    const { name, shape } = parameter;
    return [name, { name, shape, data: initialValue(parameter, seed) }] as const;
  });
  return { state: new Map(tensors), notes: [] };
}
