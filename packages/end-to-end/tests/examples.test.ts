import { encodePng } from '@resnet-compile/data/images';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { writeSmallCifar } from './small-cifar.ts';
import { leftOut, thorough } from './thorough.ts';

// Each test compiles and trains networks in processes of their own.
vi.setConfig({ testTimeout: 400_000 });

const shared = process.env['RESNET_COMPILE_SHARED'];
const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));
const folder = temporaryFolder('examples-');

const run = (program: string, ...options: readonly string[]) =>
  promisify(execFile)(process.execPath, [join(examples, program), ...options], { cwd: folder });
const recordBytes = 1 + 3 * 32 * 32;

beforeAll(() => writeSmallCifar(join(folder, 'cifar')));

test('MNIST: an epoch, a picture, and nothing left to do the second time', async () => {
  const { stdout, stderr } = await run('mnist/train.mjs', '--epochs', '1', '--out', 'digits');
  expect(stderr).toBe('');
  const right = Number(/([\d.]+) % of the test images are right/.exec(stdout)![1]);
  expect(right).toBeGreaterThan(96);
  const page = readFileSync(join(folder, 'digits/pictures.html'), 'utf8');
  expect(page).toContain('<h1>MNIST, test</h1>');
  expect(page).toContain(`<dt>Top-1</dt><dd>${right.toFixed(2)} %</dd>`);
  expect(readdirSync(join(folder, 'digits')).sort()).toEqual([
    'checkpoints',
    'curves.html',
    'events.out.tfevents.0.resnet-compile',
    'metrics.jsonl',
    'model',
    'pictures.html',
    'weights.safetensors',
  ]);
  expect((await run('mnist/train.mjs', '--epochs', '1', '--out', 'digits')).stdout).toContain(
    'all 468 steps were made before',
  );
});

test.skipIf(!thorough)(`federated averaging: a server and two who take part, one round${leftOut}`, async () => {
  const port = '8974';
  const serving = run('federated/serve.mjs', '--rounds', '1', '--port', port);
  // Whoever comes before the server is there is told so, and comes again.
  const join = async (part: string): Promise<unknown> => {
    for (;;) {
      const joined = await run('federated/join.mjs', '--part', part, '--url', `ws://localhost:${port}`).catch(
        ({ stderr }: { stderr: string }) => ({ stderr, stdout: '' }),
      );
      if (!joined.stderr.includes('no server')) return joined.stderr;
    }
  };
  const [{ stdout }, ...joined] = await Promise.all([serving, join('0'), join('1')]);
  expect(joined).toEqual(['', '']);
  expect(Number(/^round 1: ([\d.]+) % of the test images are right$/m.exec(stdout)?.[1])).toBeGreaterThan(94);
});

test.skipIf(!thorough)(`DenseNet: some steps${leftOut}`, async () => {
  const { stdout, stderr } = await run('densenet/train.mjs', '--steps', '60', '--out', 'densenet');
  expect(stderr).toBe('');
  expect(Number(/([\d.]+) % of the test images are right/.exec(stdout)?.[1])).toBeGreaterThan(60);
});

test.each(thorough ? ['short', 'paper'] : ['short'])(
  'CIFAR-10, the %s recipe: some steps, and more of them from the checkpoint',
  async (recipe) => {
    const options = ['--recipe', recipe, '--data', 'cifar', '--out', `cifar-${recipe}`];
    expect((await run('cifar10/train.mjs', ...options, '--steps', '2')).stdout).toContain(
      '269,722 parameters; 500 images to learn from, 100 to test on',
    );
    const { stdout } = await run('cifar10/train.mjs', ...options, '--steps', '4');
    expect(stdout).toContain('going on after step 2 of 4');
    const steps = readFileSync(join(folder, `cifar-${recipe}/metrics.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; step: number; learningRate: number })
      .filter(({ kind }) => kind === 'step');
    expect(steps.map(({ step, learningRate }) => [step, learningRate])).toEqual(
      [1, 2, 3, 4].map((step) => [step, recipe === 'paper' ? 0.1 : (0.2 * (step - 1)) / 780]),
    );
    expect(existsSync(join(folder, `cifar-${recipe}/pictures.html`))).toBe(true);
  },
);

test.skipIf(!thorough)(
  `CIFAR-10, moving averages: two of them beside the plain weights, at three steps${leftOut}`,
  async () => {
    const { stdout, stderr } = await run(
      'cifar10/average.mjs',
      '--data',
      'cifar',
      '--averages',
      'statisticsAveraged,warmUp',
      '--steps',
      '1',
      '--images',
      '100',
    );
    expect(stderr).toBe('');
    for (const name of ['statisticsAveraged', 'warmUp'])
      expect(stdout).toMatch(new RegExp(`^${name}(?: +[\\d.]+ %, +[\\d.]+ %){3} *$`, 'm'));
  },
);

test.skipIf(!shared || !existsSync(join(shared, 'weights')))(
  'transfer: cats and dogs, from weights of CIFAR-10',
  async () => {
    const bytes = readFileSync(join(shared!, 'data/cifar-10-batches-bin/test_batch.bin'));
    const names = new Map([
      [3, 'cat'],
      [5, 'dog'],
    ]);
    const counts = new Map<string, number>();
    for (let at = 0; at < bytes.length; at += recordBytes) {
      const name = names.get(bytes[at]!);
      const count = counts.get(name ?? '') ?? 0;
      if (name === undefined || count === 150) continue;
      counts.set(name, count + 1);
      const path = join(folder, 'pets', count < 100 ? 'train' : 'val', name, `${count}.png`);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        await encodePng({ data: bytes.subarray(at + 1, at + recordBytes), channels: 3, height: 32, width: 32 }),
      );
    }
    const { stdout } = await run(
      'transfer/train.mjs',
      '--images',
      'pets',
      '--weights',
      join(shared!, 'weights/resnet20-12fca82f.th'),
      '--model',
      join(examples, 'transfer/cifar20.mjs'),
      '--epochs',
      '4',
      '--out',
      'transfer',
    );
    const [, head, best] =
      /^cat, dog: with another last layer ([\d.]+) %, at best ([\d.]+) % of the test images are right/m.exec(stdout)!;
    expect(Number(head)).toBeGreaterThan(70);
    expect(Number(best)).toBeGreaterThan(75);
  },
);

describe.concurrent.each(['mnist', 'densenet', 'cifar10', 'transfer'].map((name) => `${name}/train.mjs`))(
  '%s',
  (program) => {
    test('--help', async ({ expect }) => {
      const { stdout } = await run(program, '--help');
      expect(stdout).toMatch(/^Usage: node train\.mjs /);
    });

    test('an option that there is not', async ({ expect }) => {
      await expect(run(program, '--step', '3')).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/^Unknown option '--step'[^]*Usage: node train\.mjs /),
      });
    });
  },
);

test('neighbours: what is alike is near, whatever format it has', async () => {
  writeFileSync(
    join(folder, 'small.ts'),
    "import { resnet } from 'resnet-compile';\nexport default resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 32, 32], outputs: ['layer2'] });\n",
  );
  const pictures = fileURLToPath(new URL('../../vision/tests/fixtures/pictures/', import.meta.url));
  const { stdout, stderr } = await run(
    ...(['neighbours/neighbours.mjs', '--pictures', pictures, '--model', 'small.ts'] as const),
    ...(['--weights', 'none', '--count', '1'] as const),
  );
  expect(stderr).toBe('');
  const nearest = Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(/: | /).slice(0, 2)),
  );
  expect(Object.keys(nearest).length).toBe(30);
  for (const [picture, other] of [
    ['gray.jpg', 'gray.png'],
    ['alpha.png', 'lossless-alpha.webp'],
    ['gray-alpha.png', 'gray.png'],
  ] as const)
    expect(nearest[picture]).toBe(other);
});
