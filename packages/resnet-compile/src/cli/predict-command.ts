import { Command } from 'commander';
import { count } from './option-kinds.ts';
import type { PredictOptions } from './predict.ts';
import { exported, labels, preprocess, weights } from './usual-options.ts';

export const predictCommand = new Command('predict')
  .description('says what is in pictures, by a network with its weights; needs the package @resnet-compile/vision')
  .argument('<model>', 'a model file')
  .argument('<file...>', 'pictures: JPEG, PNG, WebP, GIF, BMP or TIFF files, or addresses')
  .addOption(weights())
  .addOption(count('--top <count>', 'how many labels', 'a positive whole number').default(5))
  .addOption(labels())
  .addOption(preprocess())
  .addOption(exported())
  .option('--json', 'print JSON instead of bars')
  .action(async (model: string, pictures: readonly string[], options: PredictOptions) =>
    (await import('./predict.ts')).predict(model, pictures, options),
  );
