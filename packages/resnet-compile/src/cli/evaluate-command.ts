import { integer, kind, listOf } from '@resnet-compile/options';
import { Command, Option } from 'commander';
import type { EvaluateCommandOptions } from './evaluate-model.ts';
import { checked, named } from './option-kinds.ts';
import { exported, labels, preprocess, weights } from './usual-options.ts';

const scalesKind = kind(
  'sizes in pixels, such as 224,256,384',
  (value) => listOf(integer(1), '').holds(value) && (value as readonly number[]).length > 0,
);

export const evaluateCommand = new Command('evaluate')
  .description(
    'says how many pictures of a folder a network knows, by its weights; needs the package @resnet-compile/vision',
  )
  .argument('<model>', 'a model file')
  .argument('<folder>', 'a folder with a folder of pictures for each class')
  .addOption(weights())
  .addOption(labels())
  .addOption(preprocess())
  .addOption(exported())
  .option('--flip', 'average over each picture and its mirror image')
  .option('--ten-crop', 'average over the middle, the four corners, and their mirror images')
  .addOption(
    checked(
      new Option('--scales <sizes>', 'average over pictures of several sizes, such as 224,256,384'),
      scalesKind,
      (text) => text.split(',').map((size) => (size.trim() === '' ? NaN : Number(size))),
    ),
  )
  .option('--json', 'print JSON')
  .addOption(named('--page <file>', 'write a page with the confusion matrix and the worst pictures'))
  .action(async (model: string, folder: string, options: EvaluateCommandOptions) =>
    (await import('./evaluate-model.ts')).evaluateModel(model, folder, options),
  );
