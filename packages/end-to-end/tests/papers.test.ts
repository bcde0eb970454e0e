import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stagesOf } from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import { nodesOf } from '@resnet-compile/ir';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeSmallCifar } from './small-cifar.ts';

/** What each file of examples/papers/experiments exports. */
interface Experiment {
  readonly settings: Readonly<Record<string, readonly [short: number, full: number, meaning: string]>>;
  readonly run: (settings: Readonly<Record<string, number>>, frame: Frame) => Promise<object>;
  readonly table: (result: object) => string;
  readonly picture: (result: object) => object;
}
interface Frame {
  readonly out: string;
  readonly data: string;
  readonly v8Flags: 'leave';
  readonly progress: boolean;
}

const papers = fileURLToPath(new URL('../../../examples/papers/', import.meta.url));
const folder = temporaryFolder('papers-');
const data = join(folder, 'cifar');
const { draw } = (await import(join(papers, 'frame/draw.mjs'))) as { draw: (option: object) => string };
const experimentOf = async (name: string) => (await import(join(papers, `experiments/${name}.mjs`))) as Experiment;

beforeAll(() => writeSmallCifar(data));

describe.each([
  ['bottleneck', { size: 32, width: 2, rounds: 1 }],
  ['deepening', { shallow: 8, deep: 14, width: 2, images: 20, steps: 2 }],
  ['degradation', { shallow: 8, deep: 14, width: 2, images: 20, batch: 20, steps: 2 }],
  ['ensemble', { depth: 14, width: 2, images: 20, steps: 2, batch: 20, tested: 20, samples: 1 }],
  ['gradients', { shallow: 8, middle: 14, deep: 20, width: 2, batch: 4 }],
  ['loss-surface', { depth: 8, width: 2, images: 20, steps: 2, batch: 20, shown: 20, points: 3 }],
  ['paths', { depth: 14, width: 2, images: 20, steps: 2, batch: 20, measured: 2, samples: 1 }],
  ['responses', { shallow: 8, middle: 14, deep: 14, width: 2, images: 20, steps: 2, batch: 20 }],
  ['fewer-layers', { depth: 20, width: 2, images: 20, steps: 3, seeds: 1 }],
  ['shortcuts', { depth: 8, width: 2, images: 20, steps: 2, seeds: 1 }],
  ['ten-epochs', { steps: 2, images: 20, seeds: 1 }],
])('%s', (name, settings) => {
  test('at toy scale: a result, and the same again of what was kept', async () => {
    const { run, table, picture, settings: known } = await experimentOf(name);
    expect(Object.keys(settings)).toEqual(Object.keys(known));
    const frame = { out: join(folder, name), data, v8Flags: 'leave', progress: false } as const;
    const result = await run(settings, frame);
    expect(await run(settings, frame)).toEqual(result);
    expect(draw(picture({ settings, ...result }))).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(table({ settings, ...result })).not.toMatch(/NaN|undefined|Infinity/);
  });
});

// `vitest -u` draws the pictures again.
test.each(readdirSync(join(papers, 'results')).map((file) => basename(file, '.json')))(
  'the gallery shows what %s gave: its picture, and its table',
  async (name) => {
    const { picture, table } = await experimentOf(name);
    const result = JSON.parse(readFileSync(join(papers, `results/${name}.json`), 'utf8')) as object;
    await expect(draw(picture(result))).toMatchFileSnapshot(join(papers, `pictures/${name}.svg`));
    const page = readFileSync(join(papers, 'README.md'), 'utf8');
    expect(page).toContain(`pictures/${name}.svg`);
    expect(page).toContain(table(result));
  },
);

test('identity stacking: the deepened network computes the same, to the last bit', async () => {
  const { run } = await experimentOf('deepening');
  const settings = { shallow: 8, deep: 14, width: 2, images: 20, steps: 2 };
  const frame = { out: join(folder, 'deepening'), data, v8Flags: 'leave', progress: false } as const;
  expect(await run(settings, frame)).toMatchObject({ difference: 0 });
});

// torchvision's, and those of Simonyan and Zisserman 2015, table 2.
test.each([
  [16, [2, 2, 3, 3, 3], 138_357_544],
  [19, [2, 2, 4, 4, 4], 143_667_240],
])('VGG-%d has its parameters', async (_, convolutions, parameters) => {
  const { vgg } = (await import(join(papers, 'frame/vgg.mjs'))) as { vgg: (each: readonly number[]) => Network };
  const stages = stagesOf(vgg(convolutions), { name: 'vgg' });
  if ('problems' in stages) throw new Error(stages.problems[0]!.message);
  const sizes = nodesOf(stages.graph, 'parameter').map(({ type: { shape } }) => shape.map(Number));
  expect(sizes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b), 0)).toBe(parameters);
});

test('what is kept is not taken for what other settings would give', async () => {
  const { kept } = (await import(join(papers, 'frame/kept.mjs'))) as {
    kept: <Result>(file: string, setting: object, make: () => Promise<Result> | Result) => Promise<Result>;
  };
  const file = join(folder, 'kept/result.json');
  expect(await kept(file, { steps: 2 }, () => [1])).toEqual([1]);
  expect(await kept(file, { steps: 2 }, () => [2])).toEqual([1]);
  await expect(kept(file, { steps: 3 }, () => [2])).rejects.toThrow(
    /result\.json was made with \{"steps":2\}, and now there is \{"steps":3\}\. Name another folder/,
  );
});

test('an option that an experiment has not', async () => {
  const run = promisify(execFile)(process.execPath, [join(papers, 'run.mjs'), 'bottleneck', '--depth', '3']);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^Unknown option '--depth'[^]*Usage: node run\.mjs bottleneck[^]*--rounds N/),
  });
});
