import { lower, simplify } from '@resnet-compile/compiler';
import { resnet } from '@resnet-compile/dsl';
import { fillState } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { writeSafetensors } from '@resnet-compile/weights';
import { execFile } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { built } from './built.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = join(root, 'packages/resnet-compile/dist/cli/main.js');
const fixtures = join(root, 'packages/vision/tests/fixtures');
const folder = temporaryFolder('predict-');
const classes = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const options = `{ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 32, 32], classes: 10 }`;

const run = (...given: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) =>
    execFile(process.execPath, [main, 'predict', ...given], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  );

beforeAll(() => {
  const network = resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 32, 32], classes: 10 });
  const { parameters } = lower(simplify(built(network, 'model').graph));
  // Under other names, as files have them.
  const state = Array.from(fillState(parameters), ([name, tensor]) => ({ name: `module.${name}`, ...tensor }));
  writeFileSync(join(folder, 'weights.safetensors'), writeSafetensors(state));
  writeFileSync(
    join(folder, 'model.ts'),
    `import { resnet } from 'resnet-compile';\nexport default resnet(${options});\n`,
  );
  writeFileSync(join(folder, 'labels.txt'), `${classes.join('\n')}\n`);
  writeFileSync(
    join(folder, 'rule.json'),
    '{ "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225], "crop": 0.95, "interpolation": "bicubic" }',
  );
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

test('the scores of PyTorch, by names', async () => {
  const { seen } = JSON.parse(readFileSync(join(fixtures, 'pillow.json'), 'utf8')) as {
    readonly seen: readonly { readonly picture: string; readonly probabilities: readonly number[] }[];
  };
  const pictures = seen.map(({ picture }) => join(fixtures, 'pictures', picture));
  const given = ['--weights', 'weights.safetensors', '--preprocess', 'rule.json', '--labels', 'labels.txt'];
  const { code, stdout, stderr } = await run('model.ts', ...pictures, ...given, '--top', '10', '--json');
  expect([code, stderr]).toEqual([0, '']);
  const found = JSON.parse(stdout) as { picture: string; labels: { label: string; score: number }[] }[];
  expect(found.map(({ picture }) => picture)).toEqual(pictures);
  for (const [at, { labels }] of found.entries()) {
    expect(labels.length).toBe(10);
    for (const { label, score } of labels)
      expect(score).toBeCloseTo(seen[at]!.probabilities[classes.indexOf(label)]!, 6);
  }
});

test('what is not said, and what cannot be read', async () => {
  const [nothing, unprepared] = await Promise.all([
    run('model.ts', 'a.jpg'),
    run('model.ts', 'a.jpg', '--weights', 'weights.safetensors'),
  ]);
  expect([nothing.code, nothing.stderr]).toEqual([
    1,
    'predict: it is not said with which weights; expected --weights and a file, or hf:timm/resnet18.a1_in1k, the name of a repository on the Hugging Face hub\n',
  ]);
  expect(unprepared.code).toBe(1);
  expect(unprepared.stderr).toMatch(
    /^predict: it is not known how pictures were prepared for weights\.safetensors; add --preprocess /,
  );
});
