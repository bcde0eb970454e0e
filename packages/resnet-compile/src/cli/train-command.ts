import { integer, kind } from '@resnet-compile/options';
import { Command, Option } from 'commander';
import { numberOrText } from './given-value.ts';
import { checked, choice, count, named } from './option-kinds.ts';
import type { TrainOptions } from './train.ts';
import { exported, preprocess } from './usual-options.ts';

const rate = kind('a positive number', (value) => typeof value === 'number' && value > 0);

export const trainCommand = new Command('train')
  .description(
    'trains a network on a folder of pictures for each class, from weights or anew, and goes on where it was interrupted; needs the package @resnet-compile/finetune',
  )
  .argument('<model>', 'a model file')
  .addOption(named('--data <folder>', 'a folder that has a folder of pictures for each class'))
  .addOption(named('--test <folder>', 'the same, to test on; by default a fifth of each class'))
  .addOption(
    named(
      '--from <weights>',
      'what to begin with: safetensors or PyTorch, or hf:timm/resnet18.a1_in1k; its last layer is left out',
    ),
  )
  .addOption(
    named('--out <folder>', 'what the run writes; where it was interrupted, the same command goes on').default(
      'runs/trained',
    ),
  )
  .addOption(choice('--trains <part>', 'the head alone, or everything', ['everything', 'head']).default('everything'))
  .addOption(count('--epochs <count>', 'passes over the pictures; 10', 'a positive whole number'))
  .addOption(
    checked(new Option('--rate <rate>', 'the highest learning rate; 0.005, without --from 0.05'), rate, numberOrText),
  )
  .addOption(count('--batch-size <count>', 'pictures of a step; 32', 'a positive whole number'))
  .addOption(
    count('--patience <count>', 'epochs without a better one after which it ends; 3', 'a positive whole number'),
  )
  .addOption(checked(new Option('--seed <number>', 'of all that is drawn; 0'), integer(0), numberOrText))
  .addOption(choice('--device <name>', 'where it computes', ['cpu', 'webgpu', 'auto']).default('cpu'))
  .addOption(count('--threads <count>', 'threads that compute on the CPU; all there are', 'a positive whole number'))
  .addOption(preprocess())
  .addOption(exported())
  .action(async (model: string, options: TrainOptions) => (await import('./train.ts')).train(model, options));
