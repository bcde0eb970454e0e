import { lower, simplify } from '@resnet-compile/compiler';
import { resnet } from '@resnet-compile/dsl';
import { fillState } from '@resnet-compile/testing';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { writeSafetensors } from '@resnet-compile/weights';
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { built } from './built.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = join(root, 'packages/resnet-compile/dist/cli/main.js');
const fixtures = join(root, 'packages/vision/tests/fixtures');
const folder = temporaryFolder('evaluate-');
const labels = ['cat', 'cow', 'dog', 'elk', 'fish', 'fox', 'hen', 'owl', 'pig', 'rat'];
const options = { stages: [1, 1], width: 8, stem: 'cifar', input: [3, 32, 32], classes: 10 } as const;

/** What PyTorch's network makes of views that Pillow cut out. */
const { pictures, mean, std, scores } = JSON.parse(readFileSync(join(fixtures, 'views.json'), 'utf8')) as {
  readonly pictures: Readonly<Record<string, string>>;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly scores: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
};

const run = (...given: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) =>
    execFile(process.execPath, [main, 'evaluate', ...given], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    ),
  );
const given = [
  'model.ts',
  'pictures',
  '--weights',
  'weights.safetensors',
  '--preprocess',
  'rule.json',
  '--labels',
  'labels.txt',
];

beforeAll(() => {
  for (const [picture, label] of Object.entries(pictures)) {
    mkdirSync(join(folder, 'pictures', label), { recursive: true });
    copyFileSync(join(fixtures, 'pictures', picture), join(folder, 'pictures', label, picture));
  }
  const { parameters } = lower(simplify(built(resnet(options), 'model').graph));
  const state = Array.from(fillState(parameters), ([name, tensor]) => ({ name, ...tensor }));
  writeFileSync(join(folder, 'weights.safetensors'), writeSafetensors(state));
  writeFileSync(
    join(folder, 'model.ts'),
    `import { resnet } from 'resnet-compile';\nexport default resnet(${JSON.stringify(options)});\n`,
  );
  writeFileSync(join(folder, 'labels.txt'), `${labels.join('\n')}\n`);
  writeFileSync(join(folder, 'rule.json'), JSON.stringify({ resize: 40, mean, std }));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
});

/** How many classes stand before the picture's own. */
const places = (way: string): readonly number[] =>
  Object.entries(pictures).map(([picture, label]) => {
    const all = scores[way]![picture]!;
    return all.filter((each) => each > all[labels.indexOf(label)]!).length;
  });

describe("the numbers of PyTorch's network on views that Pillow cut out", () => {
  test.each([
    ['ten crops', ['--ten-crop'], 10],
    ['scales', ['--scales', '32,48', '--flip'], 4],
  ])('%s', async (way, options, views) => {
    const { code, stdout, stderr } = await run(...given, ...options, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const found = JSON.parse(stdout) as {
      readonly top1: number;
      readonly top5: number;
      readonly views: number;
      readonly pictures: number;
      readonly confusion: readonly (readonly number[])[];
      readonly wrong: readonly { readonly picture: string; readonly score: number }[];
    };
    expect([found.pictures, found.views]).toEqual([6, views]);
    expect(found.top1).toBe(places(way).filter((place) => place === 0).length);
    expect(found.top5).toBe(places(way).filter((place) => place < 5).length);
    expect(found.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(6);
    for (const { picture, score } of found.wrong) {
      const [label, name] = picture.split('/').slice(-2) as [string, string];
      expect(score).toBeCloseTo(scores[way]![name]![labels.indexOf(label)]!, 5);
    }
  });
});

test('a table, and a page with the matrix, the worst pictures and those that are right', async () => {
  const { code, stdout, stderr } = await run(...given, '--page', 'page.html');
  expect([code, stderr]).toEqual([0, 'page.html\n']);
  expect(stdout).toMatch(/^top-1 {2}\d+\.\d\d % \(\d of 6\)\ntop-5 {2}.*\n6 pictures, 1 view of each, in [\d.]+ s\n\n/);
  const page = readFileSync(join(folder, 'page.html'), 'utf8');
  const [worst = '', right = ''] = page.split('<h2>').slice(2);
  const wrong = places('middle').filter((place) => place > 0).length;
  expect(worst.split('<figure>').length - 1).toBe(wrong);
  expect(right.split('<figure>').length - 1).toBe(6 - wrong);
  expect(page.match(/<th scope="row">/g)?.length).toBe(5);
  expect(page).not.toContain('<script');
});

test.each([
  [['--ten-crop', '--scales', '32'], 'evaluate: --ten-crop and --scales exclude each other'],
  [['--scales', '32,x'], '--scales is [32,NaN]; expected sizes in pixels, such as 224,256,384'],
  [['--page', 'model.ts'], '--page model.ts is the model file, which would be overwritten'],
  [['--crops'], "error: unknown option '--crops'"],
])('%j is refused', async (options, message) => {
  const { code, stdout, stderr } = await run(...given, ...options);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(message);
});

test('a folder that is none', async () => {
  const { code, stderr } = await run('model.ts', 'nowhere', ...given.slice(2));
  expect(code).toBe(1);
  expect(stderr).toMatch(/^evaluate: cannot list nowhere: there is no folder /);
});
