import { dirname, join } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import { shownName } from '@resnet-compile/options';
import { writeSafetensors } from '@resnet-compile/weights';
import { chooseExport } from './choose-export.ts';
import type { Conversion } from './convert-state.ts';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { readPairing } from './name-file.ts';
import { readNetworks } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { stateOfFile } from './state-of-file.ts';
import { overflowWarning } from './overflow-warning.ts';
import { storedAs, type Stored } from './stored-as.ts';
import { writeFiles } from './write-files.ts';

export interface ConvertOptions extends Omit<Conversion, 'pairing'> {
  readonly model: string;
  readonly out: string;
  readonly export?: string;
  readonly select?: string;
  readonly dtype: Stored;
  /** A file of names, or whether names are paired by order and shape. */
  readonly pair?: string | boolean;
}

/** `resnet-compile weights convert IN --model model.ts --out OUT.safetensors`. */
export async function convertWeights(
  input: string,
  { model, out, export: wanted, dtype, pair = false, select, ...conversion }: ConvertOptions,
): Promise<void> {
  await refuseOverwriting(out, { 'the file that is read': input, 'the model file': model });
  const { stages } = chooseExport(await readNetworks(model), wanted, model);
  const expected = lower(simplify(stages.graph)).parameters;
  const files = await readWeightFiles(input);
  for (const name of files.shards?.keys() ?? [])
    await refuseOverwriting(out, { 'a file that the index names': join(dirname(input), name) });
  const pairing = await readPairing(pair, out);
  const {
    state,
    renamed,
    notes,
    files: written,
  } = stateOfFile(input, files, expected, stages.graph, {
    ...conversion,
    ...(select === undefined ? {} : { select }),
    pairing,
  });
  const bytes = writeSafetensors(state.values(), undefined, { dtype: storedAs[dtype] });
  await writeFiles(new Map<string, string | Uint8Array>([[out, bytes], ...written]));
  const warning = overflowWarning(state.values(), dtype);
  if (warning !== undefined) process.stderr.write(`${warning}\n`);
  const [example] = renamed;
  const lines = [
    `${input} → ${out}: ${state.size} tensor${state.size === 1 ? '' : 's'}${dtype === 'f32' ? '' : ` as ${dtype}`}${example ? `, ${renamed.length} renamed (${example.map(shownName).join(' → ')})` : ''}`,
    ...notes.map((note) => `  ${note}`),
    emptiedByBundler(dirname(out)),
  ];
  process.stdout.write(lines.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join(''));
}
