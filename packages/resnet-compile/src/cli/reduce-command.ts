import { positive } from '@resnet-compile/options';
import { Command, Option } from 'commander';
import { numberOrText } from './given-value.ts';
import { checked, named } from './option-kinds.ts';
import type { ReduceCommandOptions } from './reduce-model.ts';
import { exported, timeout } from './usual-options.ts';

export const reduceCommand = new Command('reduce')
  .description(
    'takes away from a network that makes the compiler fail, or devices differ, what does not matter for it, and writes what is left as a model file; ends with what it has at Ctrl+C',
  )
  .argument('<model>', 'a model file')
  .addOption(exported())
  .option('--check', 'also run it, and compare results of plain JavaScript, WebAssembly and WebGPU, where there is one')
  .addOption(
    checked(
      new Option('--tolerance <number>', 'with --check: how far results may lie apart, relative to the largest'),
      positive(),
      numberOrText,
    ).default(1e-3),
  )
  .option('--train', 'also compile the training step')
  .addOption(named('--out <file>', 'the model file to write (default: <model>.reduced.ts)'))
  .option('--force', 'write over a file that is there')
  .addOption(timeout())
  .action(async (model: string, options: ReduceCommandOptions) =>
    (await import('./reduce-model.ts')).reduceModel(model, options),
  );
