import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import { shownName } from '@resnet-compile/options';
import { readWeights, WeightsError, writeSafetensors } from '@resnet-compile/weights';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { chooseExport } from './choose-export.ts';
import { convertState, type Conversion } from './convert-state.ts';
import { readPairing } from './name-file.ts';
import { readNetworks } from './read-models.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { overflowWarning, storedAs, type Stored } from './stored-as.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface ConvertOptions extends Omit<Conversion, 'pairing'> {
  readonly model: string;
  readonly out: string;
  readonly export?: string;
  readonly dtype: Stored;
  /** A file of names, or whether names are paired by order and shape. */
  readonly pair?: string | boolean;
}

/** `resnet-compile weights convert IN --model model.ts --out OUT.safetensors`. */
export async function convertCommand(
  input: string,
  { model, out, export: wanted, dtype, pair = false, ...conversion }: ConvertOptions,
): Promise<void> {
  await refuseOverwriting(out, { 'the file that is read': input, 'the model file': model });
  const { stages } = chooseExport(await readNetworks(model), wanted, model);
  const expected = lower(simplify(stages.graph)).parameters;
  const pairing = await readPairing(pair, out);
  try {
    const found = readWeights(await read(input));
    const { state, renamed, notes, files } = convertState(found, expected, stages.graph, { ...conversion, pairing });
    const bytes = writeSafetensors(state.values(), undefined, { dtype: storedAs[dtype] });
    await writeFiles(new Map<string, string | Uint8Array>([[out, bytes], ...files]));
    const warning = overflowWarning(state.values(), dtype);
    if (warning !== undefined) process.stderr.write(`${warning}\n`);
    const [example] = renamed;
    const lines = [
      `${input} → ${out}: ${state.size} tensor${state.size === 1 ? '' : 's'}${dtype === 'f32' ? '' : ` as ${dtype}`}${example ? `, ${renamed.length} renamed (${example.map(shownName).join(' → ')})` : ''}`,
      ...notes.map((note) => `  ${note}`),
      emptiedByBundler(dirname(out)),
    ];
    process.stdout.write(lines.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join(''));
  } catch (error) {
    if (error instanceof WeightsError) throw new UserError(`${input}: ${error.message}\nnothing was written.`);
    throw error;
  }
}

async function read(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UserError(`cannot read ${path}: ${reasons[code ?? ''] ?? message}; nothing was written.`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};
