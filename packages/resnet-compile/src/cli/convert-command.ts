import { dirname, join } from 'node:path';
import { lower, simplify } from '@resnet-compile/compiler';
import { shownName } from '@resnet-compile/options';
import { writeSafetensors } from '@resnet-compile/weights';
import { Command } from 'commander';
import { chooseExport } from './choose-export.ts';
import type { Conversion } from './convert-state.ts';
import { emptiedByBundler } from './emptied-by-bundler.ts';
import { readPairing } from './name-file.ts';
import { choice, named, patterns } from './option-kinds.ts';
import { printWeights } from './print-weights.ts';
import { readNetworks } from './read-models.ts';
import { readWeightFiles } from './read-weight-files.ts';
import { refuseOverwriting } from './refuse-overwriting.ts';
import { exported } from './usual-options.ts';
import { stateOfFile } from './state-of-file.ts';
import { overflowWarning, storedAs, type Stored } from './stored-as.ts';
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

export const convertCommand = new Command('convert')
  .description(
    'writes the weights of a PyTorch (.pth, .th, .pt, .bin) or safetensors file, or of an index of several (.index.json), as safetensors, under the names of a network',
  )
  .argument('<in>', 'the file to read; nothing in it is ever run')
  .addOption(named('--model <file>', 'the model file whose network the weights are for'))
  .addOption(named('--out <file>', 'the safetensors file to write; never the one that is read'))
  .addOption(exported())
  .addOption(
    patterns(
      '--ignore <pattern>',
      "names of the file that are left out of what is read, such as 'criterion.*'; repeatable",
    ),
  )
  .addOption(
    patterns(
      '--except <pattern>',
      "names of the network that are left out of what is written, such as 'fc.*': load({ weights, except }) gives them initial values; repeatable",
    ),
  )
  .addOption(
    choice(
      '--dtype <type>',
      'how values are stored: f16 and bf16 take half the bytes, rounded to the nearest',
      Object.keys(storedAs),
    ).default('f32'),
  )
  .addOption(
    named(
      '--pair [names]',
      'accept names that are paired by order and shape where no rule knows them, and write them to a file of names (default: <out>.names.json); where that file is there, names are read from it',
    ),
  )
  .option(
    '--input-channels',
    "make the first convolution's filters fit the network's input: summed for one channel, else repeated and scaled",
  )
  .addOption(
    named(
      '--select <path>',
      'which dictionary of tensors, where the file has several, e.g. state_dict_ema; . is the root, or all of them together',
    ),
  )
  .option('--list', 'print what the file holds, and write nothing')
  .action((input: string, options: ConvertOptions & { readonly list?: true }, command: Command) => {
    if (options.list) return printWeights(input);
    // Not as mandatory options: commander asks for those before it says that one is misspelt.
    const missing = command.options.find(
      (option) =>
        ['--model', '--out'].includes(option.long ?? '') &&
        command.getOptionValue(option.attributeName()) === undefined,
    );
    if (missing) command.error(`error: required option '${missing.flags}' not specified`);
    return convertWeights(input, options);
  });
