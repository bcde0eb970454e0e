import { Command } from 'commander';
import type { ConvertOptions } from './convert-weights.ts';
import { choice, named, patterns } from './option-kinds.ts';
import { storedAs } from './stored-as.ts';
import { exported } from './usual-options.ts';

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
  .action(async (input: string, options: ConvertOptions & { readonly list?: true }, command: Command) => {
    if (options.list) return (await import('./print-weights.ts')).printWeights(input);
    // Not as mandatory options: commander asks for those before it says that one is misspelt.
    const missing = command.options.find(
      (option) =>
        ['--model', '--out'].includes(option.long ?? '') &&
        command.getOptionValue(option.attributeName()) === undefined,
    );
    if (missing) command.error(`error: required option '${missing.flags}' not specified`);
    return (await import('./convert-weights.ts')).convertWeights(input, options);
  });
