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

const seconds = kind('a positive number of seconds', (value) => Number.isFinite(value) && (value as number) > 0);
