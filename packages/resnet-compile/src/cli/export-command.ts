import type { opsets as known } from '@resnet-compile/onnx';
import { integer, oneOf } from '@resnet-compile/options';
import { Command, Option } from 'commander';
import { exportFormats } from './export-formats.ts';
import type { ExportCommandOptions } from './export-network.ts';
import { numberOrText } from './given-value.ts';
import { checked, named, patterns } from './option-kinds.ts';
import { exported } from './usual-options.ts';

/** Those of the package, which is loaded when it is to export. */
const opsets: typeof known = { least: 9, usual: 17, most: 23 };

const images = oneOf(['dynamic'], integer(1));

export const exportCommand = new Command('export')
  .description('writes a network with its weights as the file of another tool')
  .argument('<model>', 'a model file')
  .addOption(
    named('--to <file>', `the file to write; its ending says the format: ${Object.keys(exportFormats).join(', ')}`),
  )
  .addOption(
    named(
      '--weights <file>',
      'the weights, in any form that `weights convert` reads; names of other tools are translated',
    ),
  )
  .addOption(
    checked(
      new Option(
        '--seed <number>',
        'in place of --weights: the initial values of this seed, as load({ seed }) has them',
      ),
      integer(0),
      numberOrText,
    ),
  )
  .addOption(exported())
  .addOption(named('--select <path>', 'which dictionary of tensors, where the file of weights has several'))
  .addOption(
    patterns('--ignore <pattern>', 'names of the file of weights that are left out of what is read; repeatable'),
  )
  .addOption(
    new Option(
      '--folded',
      'fold batch norms and standardised filters into what is next to them (default: layers as they were trained)',
    ),
  )
  .addOption(
    checked(
      new Option('--opset <version>', `the operator set, ${opsets.least} to ${opsets.most} (default: ${opsets.usual})`),
      integer(opsets.least, opsets.most),
      numberOrText,
    ),
  )
  .addOption(
    checked(
      new Option('--batch <images>', 'images at a time, or any number (default: "dynamic")'),
      images,
      numberOrText,
    ),
  )
  .addOption(
    patterns('--outputs <path>', 'a layer whose value is an output besides the logits, such as layer3; repeatable'),
  )
  .action(async (model: string, options: ExportCommandOptions) =>
    (await import('./export-network.ts')).exportNetwork(model, options),
  );
