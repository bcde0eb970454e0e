import { deviceNames } from '@resnet-compile/plan';
import { Command } from 'commander';
import { describeRounds } from './measured-devices.ts';
import { v8Wishes } from './measuring-options.ts';
import { choice, count } from './option-kinds.ts';

/** How kernels are timed, on the GPU or on the CPU. */
export const measuringCommand = (name: 'profile' | 'tune'): Command =>
  new Command(name)
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
