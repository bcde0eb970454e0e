import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const temporary = temporaryFolder('documentation-');

/** The page's programs: blocks of code that begin with a comment that is a file's name. */
const programsOf = (page: string): readonly (readonly [name: string, text: string])[] =>
  [
    ...readFileSync(join(root, 'docs', page), 'utf8').matchAll(
      /^```(?:ts|js)\n(\/\/ ([\w-]+\.(?:ts|mjs))\n[^]*?)^```$/gm,
    ),
  ].map(([, text, name]) => [name!, text!]);

const run = (folder: string, ...command: readonly string[]) =>
  promisify(execFile)(process.execPath, command, { cwd: folder, maxBuffer: 2 ** 24 });

// A project with the built packages; model files are compiled for training, and all programs run, in their order.
describe.each([
  ['driver.md', { 'compile.mjs': /^\d+ parameters, 7 logits, taught\.train\n$/ }],
  [
    'outputs.md',
    {
      'features.mjs':
        /^logits: 10 of an image\nlayer2: 16×16×16 of an image\nlayer3.0.conv2: 32×8×8 of an image\n20 8192 4096\n$/,
    },
  ],
  [
    'onnx.md',
    { 'train.mjs': /^$/, 'import.mjs': /^\[ 1, 8, 8 \] \[ 2, 16 \] \[\]\n$/, 'run.mjs': /^\[ 1, 2 \] left\n$/ },
  ],
  [
    'vision.md',
    { 'classify.mjs': /^(cat|dog|horse): true\n1,1\n16\n32 32 4096\n$/, 'together.mjs': /^true,true,true\n$/ },
  ],
  [
    'finetuning.md',
    {
      'stripes.mjs': /^$/,
      'anew.mjs': /^lying,upright 16\n$/,
      'head.mjs': /^train: 48 pictures looked at\ntest: 12 pictures looked at\ntrue\n$/,
    },
  ],
  ['input-sizes.md', { 'scales.mjs': /^32 logits, true\n$/ }],
  ['calls.md', { 'frames.mjs': /^true\n0\n$/ }],
  [
    'training.md',
    {
      'train.mjs': /step|loss/,
      'finetune.mjs': /^conv1\.weight, bn1\.weight, bn1\.bias, bn1\.running_mean, .*layer1\.0\.bn2\.running_var$/m,
      'average.mjs': /^true$/m,
      'gradients.mjs': /^layer2\.0\.conv1\.weight: norm 0\.\d+$[^]*^layer3: norm 0\.\d+$/m,
      'non-finite.mjs': /^skipped: .*it began in/,
      'checkpoint.mjs': /^true$/m,
      'replicas.mjs': /^true$/m,
    },
  ],
  [
    'trainer.md',
    {
      'train.mjs': /^9\d\.\d+ % right$/m,
      'rates.mjs':
        /^0 0\.0000 0\.0000\n4 0\.0797 0\.0400\n5 0\.0994 0\.0500\n20 0\.0905 0\.2000\n50 0\.0500 0\.1250\n99 0\.0000 0\.0025\n$/,
    },
  ],
] as const)('docs/%s', (page, said) => {
  const folder = join(temporary, basename(page, '.md'));
  const programs = programsOf(page);

  test('what its programs print', async () => {
    mkdirSync(folder);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [name, text] of programs) writeFileSync(join(folder, name), text);
    expect(
      programs
        .map(([name]) => name)
        .filter((name) => name.endsWith('.mjs'))
        .sort(),
    ).toEqual(Object.keys(said).sort());
    for (const [name] of programs) {
      if (name.endsWith('.ts'))
        await run(folder, join(root, 'packages/resnet-compile/dist/cli/main.js'), name, '--train');
      else expect((await run(folder, name)).stdout, name).toMatch((said as Readonly<Record<string, RegExp>>)[name]!);
    }
  }, 400_000);
});
