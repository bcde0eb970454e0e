import { Command } from 'commander';
import type { InitOptions } from './init-model.ts';
import { named } from './option-kinds.ts';

export const initCommand = new Command('init')
  .description('writes the model file of a published network, with its licence and how its images were prepared')
  .addOption(named('--from <repository>', 'where it is published: hf:timm/resnet50.a1_in1k, on the Hugging Face hub'))
  .addOption(named('--out <file>', 'the model file to write').default('model.ts'))
  .option('--force', 'write over a file that is there')
  .action(async (options: InitOptions) => (await import('./init-model.ts')).initModel(options));
