import type { TargetName } from '@resnet-compile/driver';
import { kind } from '@resnet-compile/options';
import { Command, Option } from 'commander';
import { bytesOf } from './bytes-of.ts';
import type { CompileOptions } from './compile-files.ts';
import { refuseMisspeltCommand } from './misspelt-command.ts';
import { checked, choice, count, named } from './option-kinds.ts';
import { precision, timeout } from './usual-options.ts';
import { version } from './version.ts';

/** The driver's, which is loaded when it is to compile. */
const targets: { readonly [Name in TargetName]: true } = { cpu: true, js: true, webgpu: true };

const size = kind('a size such as 512MiB or 1GiB', (value) => typeof value === 'number');

/** The command that has no name: what the tool does with model files. */
export const compileCommand = new Command('resnet-compile')
  .description('Compiles residual networks to dependency-free ES modules for WebGPU and the CPU.')
  .version(version)
  .argument('<model...>', 'model files, e.g. model.ts; each export becomes a module')
  .addOption(named('--out <folder>', 'where the modules are written').default('dist'))
  .addOption(
    choice(
      '--target <target>',
      'the only device to compile for; js is plain JavaScript without WebAssembly',
      Object.keys(targets),
    ),
  )
  .addOption(precision())
  .option(
    '--software-gpu',
    'a program of its own for WebGPU on the CPU, as SwiftShader and llvmpipe; without, it runs the one for GPUs',
  )
  .option('--train', 'also write <name>.train.js: the training step')
  .addOption(
    checked(
      new Option(
        '--memory-budget <size>',
        'with --train: most memory for training, weights and optimiser included, e.g. 1GiB; activations are computed again to keep it',
      ),
      size,
      (text) => bytesOf(text) ?? text,
    ),
  )
  .addOption(
    count(
      '--batch <images>',
      'images at a time, for --memory-budget and for the memory that is printed (default: 128 with --train, else 1)',
      'a positive number of images',
    ),
  )
  .addOption(timeout())
  .option('--dump-ir [when]', 'print the program after each pass, or with --dump-ir=after:<pass> after that one')
  .option('--stop-after <pass>', 'print the program after that pass, and write nothing')
  .option('--verify-each', 'verify the program after each pass, not at the end alone')
  .option('--time-passes', 'print what each pass took, and which had nothing to do')
  .enablePositionalOptions()
  .action(async (paths: readonly string[], options: CompileOptions, { commands }: Command) => {
    refuseMisspeltCommand(
      paths,
      commands.map((command) => command.name()),
    );
    return (await import('./compile-files.ts')).compileFiles(paths, options);
  });
