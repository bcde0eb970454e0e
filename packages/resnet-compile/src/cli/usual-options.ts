import { kind } from '@resnet-compile/options';
import { precisions } from '@resnet-compile/plan/webgpu';
import { Option } from 'commander';
import { numberOrText } from './given-value.ts';
import { checked, choice, named } from './option-kinds.ts';

/** Options that several commands have; each makes one of its own. */
export const precision = (): Option =>
  choice(
    '--precision <type>',
    'how weights and activations are stored on the GPU, but for training; f16 halves their bytes and needs an adapter with shader-f16',
    precisions,
  ).default('f32');
export const timeout = (): Option =>
  checked(new Option('--timeout <seconds>', 'how long a model file may run'), seconds, numberOrText).default(10);
export const exported = (): Option => named('--export <name>', 'which export of the model file, where it has several');
export const weights = (): Option =>
  named(
    '--weights <file>',
    'the weights, safetensors or PyTorch, under any names that weights convert knows, or hf:timm/resnet18.a1_in1k, the name of a repository',
  );
export const labels = (): Option =>
  named(
    '--labels <names>',
    'what the classes are called: imagenet-1k, or a file with a name on each line, or a JSON list',
  );
export const preprocess = (): Option =>
  named(
    '--preprocess <rule>',
    'how pictures are prepared, where the weights are no published ones: the name of a published checkpoint, or a JSON file',
  );

const seconds = kind('a positive number of seconds', (value) => Number.isFinite(value) && (value as number) > 0);
