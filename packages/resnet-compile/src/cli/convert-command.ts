import { dirname } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import {
  mapNames,
  matchState,
  readWeightsFile,
  WeightsError,
  writeSafetensors,
  type WeightsFile,
} from '@resnet-compile/weights';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { chooseExport } from './choose-export.ts';
import { readNetworks } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { UserError } from './user-error.ts';
import { writeFiles } from './write-files.ts';

export interface ConvertOptions {
  readonly model: string;
  readonly out: string;
  readonly export?: string;
  readonly select?: string;
}

/** `resnet-compile weights convert IN --model model.ts --out OUT.safetensors`. */
export async function convertCommand(
  input: string,
  { model, out, export: wanted, select }: ConvertOptions,
): Promise<void> {
  const { stages } = chooseExport(await readNetworks(model), wanted, model);
  const expected = lower(simplify(stages.graph)).parameters;
  const files = await readWeightFiles(input);
  let origin = '';
  try {
    const { tensors, ...place } = readWeightsFile(files.bytes, {
      expected,
      ...(select === undefined ? {} : { select }),
      ...(files.shards ? { shards: files.shards } : {}),
    });
    origin = originOf(place);
    const { mapped, renamed } = mapNames(tensors, expected);
    await writeFiles(new Map([[out, writeSafetensors(matchState(mapped, expected).values())]]));
    const example = renamed[0];
    const note = emptiedByBundler(dirname(out));
    process.stdout.write(
      `${input} → ${out}: ${expected.length} tensors${example ? `, ${renamed.length} renamed (${example[0]} → ${example[1]})` : ''}\n${origin}${note === undefined ? '' : `${note}\n`}`,
    );
  } catch (error) {
    if (error instanceof WeightsError) throw new UserError(`${input}: ${error.message}\n${origin}nothing was written.`);
    throw error;
  }
}

/** Which dictionary of the file was taken, and which might have been. Where there is but one, at the root, nothing. */
function originOf({ taken, others }: Omit<WeightsFile, 'tensors'>): string {
  if (!taken && !others.length) return '';
  const more = others.length ? `; others, by --select: ${others.map((path) => path || '.').join(', ')}` : '';
  return `taken from ${taken || 'the root of the file'}${more}\n`;
}
