import { kind } from '@resnet-compile/options';
import { Command, Option } from 'commander';
import type { ImportCommandOptions } from './import-network.ts';
import { checked, named, patterns } from './option-kinds.ts';

const image = kind(
  "the images' channels, height and width, such as 3,224,224",
  (value) =>
    Array.isArray(value) && value.length === 3 && value.every((each) => Number.isSafeInteger(each) && each > 0),
);

export const importCommand = new Command('import')
  .description('writes the model file and the weights of an ONNX file, as PyTorch and others export them')
  .argument('<file>', 'an ONNX file; what it has in files beside it is read as well')
  .addOption(named('--out <file>', 'the model file to write; weights stand beside it (default: <file>.ts)'))
  .addOption(
    checked(
      new Option('--input <size>', 'channels, height and width of images, where the file leaves them open: 3,224,224'),
      image,
      (text) => text.split(',').map((each) => (/^\d+$/.test(each.trim()) ? Number(each) : NaN)),
    ),
  )
  .addOption(
    patterns(
      '--outputs <name>',
      'an output of the file that is wanted (default: all); the first N×classes is the logits; repeatable',
    ),
  )
  .option('--force', 'write over files that are there')
  .action(async (file: string, options: ImportCommandOptions) =>
    (await import('./import-network.ts')).importNetwork(file, options),
  );
