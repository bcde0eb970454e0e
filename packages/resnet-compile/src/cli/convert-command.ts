import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import { matchState, readWeights, WeightsError, writeSafetensors } from '@resnet-compile/weights';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { chooseExport } from './choose-export.ts';
import { nameTensors } from './name-tensors.ts';
import { readNetworks } from './read-models.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface ConvertOptions {
  readonly model: string;
  readonly out: string;
  readonly export?: string;
  /** A file of names, or whether names are paired by order and shape. */
  readonly pair?: string | boolean;
}

/** `resnet-compile weights convert IN --model model.ts --out OUT.safetensors`. */
export async function convertCommand(
  input: string,
  { model, out, export: wanted, ...how }: ConvertOptions,
): Promise<void> {
  const { stages } = chooseExport(await readNetworks(model), wanted, model);
  const expected = lower(simplify(stages.graph)).parameters;
  let advice = '';
  try {
    const found = readWeights(await read(input));
    const { mapped, renamed, notes, files, ...named } = await nameTensors(found, expected, expected, { ...how, out });
    advice = named.advice;
    const bytes = writeSafetensors(matchState(mapped, expected).values());
    await writeFiles(new Map<string, string | Uint8Array>([[out, bytes], ...files]));
    const example = renamed[0];
    const note = emptiedByBundler(dirname(out));
    process.stdout.write(
      `${input} → ${out}: ${expected.length} tensors${example ? `, ${renamed.length} renamed (${example[0]} → ${example[1]})` : ''}\n${notes.map((each) => `  ${each}\n`).join('')}${note === undefined ? '' : `${note}\n`}`,
    );
  } catch (error) {
    if (error instanceof WeightsError) throw new UserError(`${input}: ${error.message}\n${advice}nothing was written.`);
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
