#!/usr/bin/env node
import { createRequire } from 'node:module';
import { Command, InvalidArgumentError, Option } from 'commander';
import { compileCommand } from './compile-command.ts';
import { convertCommand } from './convert-command.ts';
import { precisions, targets } from './compile-module.ts';
import { bytesOf } from './bytes-of.ts';
import { describeFailure, endByFailures } from './failures.ts';
import type { MeasuringRounds } from './measuring-options.ts';
import { profileCommand, profileRounds } from './profile-command.ts';
import { tuneCommand, tuneRounds } from './tune-command.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const parseSize = (text: string): number => {
  const bytes = bytesOf(text);
  if (bytes === undefined) throw new InvalidArgumentError('expected a size such as 512MiB or 1GiB.');
  return bytes;
};

const precision = (): Option =>
  new Option('--precision <type>', 'how weights and activations are stored on the GPU, but for training; f16 halves their bytes and needs an adapter with shader-f16').choices(precisions).default('f32');

const program = new Command('resnet-compile')
  .description('Compiles residual networks to dependency-free ES modules for WebGPU and the CPU.')
  .version(version)
  .argument('<model...>', 'model files, e.g. model.ts; each export becomes a module')
  .option('--out <folder>', 'where the modules are written', 'dist')
  .addOption(new Option('--target <target>', 'the only device to compile for; js is plain JavaScript without WebAssembly').choices(targets))
  .addOption(precision())
  .option('--train', 'also write <name>.train.js: the training step')
  .option('--memory-budget <size>', 'with --train: most memory for training, weights and optimiser included, e.g. 1GiB; activations are computed again to keep it', parseSize)
  .option('--batch <images>', 'images at a time, for --memory-budget and for the memory that is printed (default: 128 with --train, else 1)', Number)
  .option('--timeout <seconds>', 'how long a model file may run', Number, 10)
  .enablePositionalOptions()
  .showHelpAfterError('(resnet-compile --help shows how it is used)')
  .action(compileCommand);

program
  .command('weights')
  .description('work with weight files')
  .command('convert')
  .description('writes the weights of a PyTorch (.pth, .th, .pt) or safetensors file as safetensors, under the names of a network')
  .argument('<in>', 'the file to read; nothing in it is ever run')
  .requiredOption('--model <file>', 'the model file whose network the weights are for')
  .requiredOption('--out <file>', 'the safetensors file to write')
  .option('--export <name>', 'which export of the model file, where it has several')
  .action(convertCommand);

/** How kernels are timed, on the GPU or on the CPU. */
const measuring = (command: Command, rounds: MeasuringRounds): Command => command
  .addOption(new Option('--device <device>', 'what is measured; webgpu needs the npm package webgpu').choices(['webgpu', 'cpu']).default('webgpu'))
  .option('--batch <images>', 'images at a time', Number, 1)
  .option('--rounds <count>', `${rounds.webgpu} on webgpu, of which the least counts; ${rounds.cpu} on the cpu, of which the median`, Number)
  .option('--threads <count>', 'with --device cpu: threads that compute', Number, 1)
  .addOption(new Option('--v8-flags <wish>', 'with --device cpu: whether V8 may compute with 256 bits, as the option v8Flags of load').choices(['leave', 'set']).default('set'));

measuring(program.command('profile'), profileRounds)
  .description("times every kernel of a network on this machine's GPU or CPU")
  .argument('<model>', 'a model file')
  .option('--export <name>', 'which export of the model file, where it has several')
  .addOption(precision())
  .option('--json', 'print JSON instead of a table')
  .action(profileCommand);

measuring(program.command('tune'), tuneRounds)
  .description("measures the schedules of a file's networks on this machine's GPU or CPU, and writes what is best to <model>.tune.json, which later builds use")
  .argument('<model>', 'a model file')
  .action(tuneCommand);

endByFailures(process);
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 1;
}
