import { describe, expect, test } from 'vitest';
import { runOn } from './command-line.ts';

const model = `import { cifarResnet } from 'resnet-compile';\nexport default cifarResnet(8);\n`;
const used = (command: string, options: string): string =>
  `(the options are ${options}; resnet-compile${command} --help shows how it is used)`;
const ofConvert = '--model, --out, --export, --ignore, --except, --dtype, --pair, --input-channels, --select, --list';
const measuring = '--device, --batch, --rounds, --threads, --v8-flags';

describe.concurrent('the command line refuses, and writes nothing', () => {
  test.each<readonly [string, string]>([
    [
      'model.ts --oot x',
      `error: unknown option '--oot'\n(Did you mean --out?)\n${used('', '--version, --out, --target, --precision, --software-gpu, --train, --memory-budget, --batch, --timeout, --dump-ir, --stop-after, --verify-each, --time-passes')}`,
    ],
    [
      'profile model.ts --out x',
      `error: unknown option '--out'\n${used(' profile', `${measuring}, --export, --precision, --json`)}`,
    ],
    [
      'tune model.ts --thread 2',
      `error: unknown option '--thread'\n(Did you mean --threads?)\n${used(' tune', measuring)}`,
    ],
    [
      'weights convert a.pth --modle model.ts',
      `error: unknown option '--modle'\n(Did you mean --model?)\n${used(' weights convert', ofConvert)}`,
    ],
    [
      'weights convrt a.pth',
      `error: unknown command 'convrt'\n(Did you mean convert?)\n(resnet-compile weights --help shows how it is used)`,
    ],
    [
      'profile model.ts more',
      `error: too many arguments for 'profile'. Expected 1 argument but got 2.\n${used(' profile', `${measuring}, --export, --precision, --json`)}`,
    ],
    [
      'tune model.ts more',
      `error: too many arguments for 'tune'. Expected 1 argument but got 2.\n${used(' tune', measuring)}`,
    ],
    [
      'weights convert a.pth more --model model.ts --out b',
      `error: too many arguments for 'convert'. Expected 1 argument but got 2.\n${used(' weights convert', ofConvert)}`,
    ],
    [
      'profil model.ts',
      'there is no command and no file "profil"; did you mean profile? The commands are weights, predict, evaluate, export, profile, tune, reduce, init, import',
    ],
    ['model.ts --target webgp', "--target is \"webgp\"; expected 'cpu', 'js' or 'webgpu'; did you mean 'webgpu'?"],
    ['model.ts --precision float16', "--precision is \"float16\"; expected 'f32' or 'f16'"],
    ['model.ts --out=', '--out is ""; expected a text'],
    ['model.ts --batch 1.5', '--batch is 1.5; expected a positive number of images'],
    ['model.ts --batch many', '--batch is "many"; expected a positive number of images'],
    ['model.ts --timeout=', '--timeout is ""; expected a positive number of seconds'],
    ['model.ts --timeout Infinity', '--timeout is Infinity; expected a positive number of seconds'],
    ['model.ts --train --memory-budget 3x', '--memory-budget is "3x"; expected a size such as 512MiB or 1GiB'],
    ['profile model.ts --device gpu', "--device is \"gpu\"; expected 'cpu' or 'webgpu'; did you mean 'cpu'?"],
    ['profile model.ts --rounds 0', '--rounds is 0; expected a positive whole number'],
    ['tune model.ts --batch x', '--batch is "x"; expected a positive whole number'],
    [
      'tune model.ts --device cpu --v8-flags sett',
      "--v8-flags is \"sett\"; expected 'leave' or 'set'; did you mean 'set'?",
    ],
    ['tune model.ts --threads 2', '--threads 2 is for the CPU; add --device cpu, or leave it out'],
    ['profile model.ts --v8-flags leave', '--v8-flags leave is for the CPU; add --device cpu, or leave it out'],
    ['weights convert a.pth --model model.ts --out=', '--out is ""; expected a text'],
  ])('%s', async (line, said) => {
    const { code, stdout, stderr, changed } = await runOn({ 'model.ts': model }, line.split(' '));
    expect({ code, stdout, stderr, changed }).toEqual({ code: 1, stdout: '', stderr: `${said}\n`, changed: false });
  });
});
