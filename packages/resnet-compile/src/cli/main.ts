#!/usr/bin/env node
import { createRequire } from 'node:module';
import { integer, kind, oneOf, positive, text, type Kind } from '@resnet-compile/options';
import { targetNames } from '@resnet-compile/driver';
import { opsets } from '@resnet-compile/onnx';
import { deviceNames } from '@resnet-compile/plan';
import { precisions } from '@resnet-compile/plan/webgpu';
import { Command, Option } from 'commander';
import { compileCommand, type CompileOptions } from './compile-command.ts';
import { convertCommand, type ConvertOptions } from './convert-command.ts';
import { bytesOf } from './bytes-of.ts';
import { exportCommand, type ExportCommandOptions } from './export-command.ts';
import { exportFormats } from './export-formats.ts';
import { describeFailure, endByFailures } from './failures.ts';
import { givenValue, numberOrText } from './given-value.ts';
import { importCommand, type ImportCommandOptions } from './import-command.ts';
import { initCommand, type InitOptions } from './init-command.ts';
import { listWeightsCommand } from './list-weights-command.ts';
import { describeRounds } from './measured-devices.ts';
import { v8Wishes } from './measuring-options.ts';
import { storedAs } from './stored-as.ts';
import { refuseMisspeltCommand } from './misspelt-command.ts';
import { reduceCommand, type ReduceCommandOptions } from './reduce-command.ts';
import { predictCommand, type PredictOptions } from './predict-command.ts';
import { profileCommand } from './profile-command.ts';
import { tuneCommand } from './tune-command.ts';
import { dumpMoment, passName } from './watched-passes.ts';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

const checked = (option: Option, kind: Kind, read?: (text: string) => unknown): Option =>
  option.argParser(givenValue(option.long ?? option.flags, kind, read));

const choice = (flags: string, description: string, choices: readonly string[]): Option =>
  checked(new Option(flags, description).choices(choices), oneOf(choices));
const count = (flags: string, description: string, expected: string): Option =>
  checked(new Option(flags, description), { ...integer(1), expected }, numberOrText);
const named = (flags: string, description: string): Option => checked(new Option(flags, description), text);

/** An option that may be given several times. */
const patterns = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((given: string, before: readonly string[] = []) => [
    ...before,
    givenValue(flags.replace(/ .*/, ''), text)(given) as string,
  ]);

const seconds = kind('a positive number of seconds', (value) => Number.isFinite(value) && (value as number) > 0);
const size = kind('a size such as 512MiB or 1GiB', (value) => typeof value === 'number');

const precision = (): Option =>
  choice(
    '--precision <type>',
    'how weights and activations are stored on the GPU, but for training; f16 halves their bytes and needs an adapter with shader-f16',
    precisions,
  ).default('f32');
const timeout = (): Option =>
  checked(new Option('--timeout <seconds>', 'how long a model file may run'), seconds, numberOrText).default(10);
const exported = (): Option => named('--export <name>', 'which export of the model file, where it has several');

const program = new Command('resnet-compile')
  .description('Compiles residual networks to dependency-free ES modules for WebGPU and the CPU.')
  .version(version)
  .argument('<model...>', 'model files, e.g. model.ts; each export becomes a module')
  .addOption(named('--out <folder>', 'where the modules are written').default('dist'))
  .addOption(
    choice(
      '--target <target>',
      'the only device to compile for; js is plain JavaScript without WebAssembly',
      targetNames,
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
  .addOption(
    checked(
      new Option(
        '--dump-ir [when]',
        'print the program after each pass, or with --dump-ir=after:<pass> after that one',
      ),
      dumpMoment,
    ),
  )
  .addOption(
    checked(new Option('--stop-after <pass>', 'print the program after that pass, and write nothing'), passName),
  )
  .option('--verify-each', 'verify the program after each pass, not at the end alone')
  .option('--time-passes', 'print what each pass took, and which had nothing to do')
  .enablePositionalOptions()
  .action((paths: readonly string[], options: CompileOptions, { commands }: Command) => {
    refuseMisspeltCommand(
      paths,
      commands.map((command) => command.name()),
    );
    return compileCommand(paths, options);
  });

program
  .command('weights')
  .description('work with weight files')
  .command('convert')
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
  .action((input: string, options: ConvertOptions & { readonly list?: true }, command: Command) => {
    if (options.list) return listWeightsCommand(input);
    // Not as mandatory options: commander asks for those before it says that one is misspelt.
    const missing = command.options.find(
      (option) =>
        ['--model', '--out'].includes(option.long ?? '') &&
        command.getOptionValue(option.attributeName()) === undefined,
    );
    if (missing) command.error(`error: required option '${missing.flags}' not specified`);
    return convertCommand(input, options);
  });

program
  .command('predict')
  .description('says what is in pictures, by a network with its weights; needs the package @resnet-compile/vision')
  .argument('<model>', 'a model file')
  .argument('<file...>', 'pictures: JPEG, PNG, WebP, GIF, BMP or TIFF files, or addresses')
  .addOption(
    named(
      '--weights <file>',
      'the weights, safetensors or PyTorch, under any names that weights convert knows, or hf:timm/resnet18.a1_in1k, the name of a repository',
    ),
  )
  .addOption(count('--top <count>', 'how many labels', 'a positive whole number').default(5))
  .addOption(
    named(
      '--labels <names>',
      'what the classes are called: imagenet-1k, or a file with a name on each line, or a JSON list',
    ),
  )
  .addOption(
    named(
      '--preprocess <rule>',
      'how pictures are prepared, where the weights are no published ones: the name of a published checkpoint, or a JSON file',
    ),
  )
  .addOption(exported())
  .option('--json', 'print JSON instead of bars')
  .action((model: string, pictures: readonly string[], options: PredictOptions) =>
    predictCommand(model, pictures, options),
  );

const images = oneOf(['dynamic'], integer(1));

program
  .command('export')
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
  .action((model: string, options: ExportCommandOptions) => exportCommand(model, version, options));

/** How kernels are timed, on the GPU or on the CPU. */
const measuring = (name: 'profile' | 'tune'): Command =>
  program
    .command(name)
    .addOption(
      choice('--device <device>', 'what is measured; webgpu needs the npm package webgpu', deviceNames).default(
        'webgpu',
      ),
    )
    .addOption(count('--batch <images>', 'images at a time', 'a positive whole number').default(1))
    .addOption(count('--rounds <count>', describeRounds(name), 'a positive whole number'))
    .addOption(
      count('--threads <count>', 'with --device cpu: threads that compute (default: 1)', 'a positive whole number'),
    )
    .addOption(
      choice(
        '--v8-flags <wish>',
        'with --device cpu: whether V8 may compute with 256 bits, as the option v8Flags of load (default: "set")',
        v8Wishes,
      ),
    );

measuring('profile')
  .description("times every kernel of a network on this machine's GPU or CPU")
  .argument('<model>', 'a model file')
  .addOption(exported())
  .addOption(precision())
  .option('--json', 'print JSON instead of a table')
  .action(profileCommand);

measuring('tune')
  .description(
    "measures the schedules of a file's networks on this machine's GPU or CPU, and writes what is best to <model>.tune.json, which later builds use",
  )
  .argument('<model>', 'a model file')
  .action(tuneCommand);

program
  .command('reduce')
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
  .action((model: string, options: ReduceCommandOptions) => reduceCommand(model, options));

program
  .command('init')
  .description('writes the model file of a published network, with its licence and how its images were prepared')
  .addOption(named('--from <repository>', 'where it is published: hf:timm/resnet50.a1_in1k, on the Hugging Face hub'))
  .addOption(named('--out <file>', 'the model file to write').default('model.ts'))
  .option('--force', 'write over a file that is there')
  .action((options: InitOptions) => initCommand(options));

const image = kind(
  "the images' channels, height and width, such as 3,224,224",
  (value) =>
    Array.isArray(value) && value.length === 3 && value.every((each) => Number.isSafeInteger(each) && each > 0),
);

program
  .command('import')
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
  .action((file: string, options: ImportCommandOptions) => importCommand(file, options));

/** What commander says of options that there are not has the nearest; the list stands behind it. */
function listOptions(command: Command, path: string): void {
  const list = command.options.length ? `the options are ${command.options.map(({ long }) => long).join(', ')}; ` : '';
  command.showHelpAfterError(`(${list}${path} --help shows how it is used)`);
  for (const inner of command.commands) listOptions(inner, `${path} ${inner.name()}`);
}
listOptions(program, program.name());

endByFailures(process);
try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(describeFailure(error));
  process.exitCode = 1;
}
