import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import { mapNames, matchState, readWeights, WeightsError, writeSafetensors } from '@resnet-compile/weights';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { chooseExport } from './choose-export.ts';
import { readNetworks } from './read-models.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface ConvertOptions {
  readonly model: string;
  readonly out: string;
  readonly export?: string;
}

/** `resnet-compile weights convert IN --model model.ts --out OUT.safetensors`. */
export async function convertCommand(input: string, { model, out, export: wanted }: ConvertOptions): Promise<void> {
  const { stages } = chooseExport(await readNetworks(model), wanted, model);
  const expected = lower(simplify(stages.graph)).parameters;
  try {
    const { mapped, renamed } = mapNames(readWeights(await read(input)), expected);
    await writeFiles(new Map([[out, writeSafetensors(matchState(mapped, expected).values())]]));
    const example = renamed[0];
    const note = emptiedByBundler(dirname(out));
    process.stdout.write(
      `${input} → ${out}: ${expected.length} tensors${example ? `, ${renamed.length} renamed (${example[0]} → ${example[1]})` : ''}\n${note === undefined ? '' : `${note}\n`}`,
    );
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
