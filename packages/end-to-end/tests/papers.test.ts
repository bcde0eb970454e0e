import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { alongPath, type BlockGradients } from '@resnet-compile/analyse';
import { stagesOf } from '@resnet-compile/driver';
import type { Network } from '@resnet-compile/dsl';
import { nodesOf } from '@resnet-compile/ir';
import type { TrainingNetwork } from '@resnet-compile/runtime';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeSmallCifar } from './small-cifar.ts';

/** What each file of examples/papers/experiments exports. */
interface Experiment {
  readonly settings: Readonly<Record<string, readonly [short: number, full: number, meaning: string]>>;
  readonly run: (settings: Readonly<Record<string, number>>, frame: Frame) => Promise<object>;
  readonly table: (result: object) => string;
  readonly picture: (result: object) => object;
  readonly page?: (result: object) => object;
}
interface Frame {
  readonly out: string;
  readonly data: string;
  readonly v8Flags: 'leave';
  readonly progress: boolean;
}

/** What the gradients along paths are made of. */
interface Pieces {
  readonly blocksOf: (depth: number) => readonly string[];
  readonly cifarNetwork: (options: object) => Network;
  readonly loaded: <Given>(
    network: Network,
    options: object,
    use: (network: TrainingNetwork) => Promise<Given>,
  ) => Promise<Given>;
  readonly throughNetwork: (
    depth: number,
    width: number,
    weights: object,
    batch: object,
  ) => Promise<{
    readonly values: readonly Float32Array[];
    readonly gradient: Float32Array;
    readonly whole: Float32Array;
  }>;
  readonly blockGradients: (
    blocks: readonly string[],
    width: number,
    state: object,
    values: readonly Float32Array[],
  ) => Promise<readonly BlockGradients[]>;
}

const papers = fileURLToPath(new URL('../../../examples/papers/', import.meta.url));
const folder = temporaryFolder('papers-');
const data = join(folder, 'cifar');
const { draw } = (await import(join(papers, 'frame/draw.mjs'))) as { draw: (option: object) => string };
const { surfacePage } = (await import(join(papers, 'frame/surface-page.mjs'))) as {
  surfacePage: (page: object) => string;
};
const experimentOf = async (name: string) => (await import(join(papers, `experiments/${name}.mjs`))) as Experiment;

beforeAll(() => writeSmallCifar(data));

describe.each([
  ['bottleneck', { size: 32, width: 2, rounds: 1 }],
  ['deepening', { shallow: 8, deep: 14, width: 2, images: 20, steps: 2 }],
  ['degradation', { shallow: 8, deep: 14, width: 2, images: 20, batch: 20, steps: 2 }],
  ['ensemble', { depth: 14, width: 2, images: 20, steps: 2, batch: 20, tested: 20, samples: 1 }],
  ['gradients', { shallow: 8, middle: 8, deep: 14, width: 2, batch: 4 }],
  ['loss-surface', { depth: 8, width: 2, images: 20, steps: 2, batch: 20, shown: 20, points: 3 }],
  ['paths', { depth: 14, width: 2, images: 20, steps: 2, batch: 20, measured: 2, samples: 1 }],
  ['responses', { shallow: 8, middle: 14, deep: 14, width: 2, images: 20, steps: 2, batch: 20, decay: 1e-3 }],
  ['fewer-layers', { depth: 20, width: 2, images: 20, steps: 3, seeds: 1 }],
  ['shortcuts', { depth: 8, width: 2, images: 20, steps: 2, seeds: 1 }],
  ['ten-epochs', { steps: 2, images: 20, seeds: 1 }],
])('%s', (name, settings) => {
  test('at toy scale: a result, and the same again of what was kept', async () => {
    const { run, table, picture, page, settings: known } = await experimentOf(name);
    expect(Object.keys(settings)).toEqual(Object.keys(known));
    const frame = { out: join(folder, name), data, v8Flags: 'leave', progress: false } as const;
    const result = await run(settings, frame);
    expect(await run(settings, frame)).toEqual(result);
    expect(draw(picture({ settings, ...result }))).toMatch(/^<svg [^]*<\/svg>\n$/);
    if (page) expect(surfacePage(page({ settings, ...result }))).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
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

test('Ctrl-C keeps every step, and the same command goes on', async () => {
  const out = join(folder, 'interrupted');
  const steps = 120;
  const options = { depth: 8, width: 2, images: 20, steps, batch: 20, measured: 2, samples: 1, out, data };
  const command = [
    join(papers, 'run.mjs'),
    'paths',
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]),
  ];
  const metrics = join(out, 'residual/metrics.jsonl');
  const first = spawn(process.execPath, command, { stdio: 'ignore' });
  const ended = once(first, 'exit');
  await expect.poll(() => existsSync(metrics) && readFileSync(metrics, 'utf8'), { timeout: 30_000 }).toMatch(/"step"/);
  first.kill('SIGINT');
  expect(await ended).toEqual([null, 'SIGINT']);
  const made = stepsIn(metrics);
  expect(made.length).toBeLessThan(steps);

  const { stdout } = await promisify(execFile)(process.execPath, command);
  expect(stdout).toContain(`going on after step ${made.length} of ${steps}`);
  expect(stepsIn(metrics)).toEqual(Array.from({ length: steps }, (_, step) => step + 1));
  expect(stdout).toContain(`picture: ${join(out, 'paths.svg')}`);
  expect(existsSync(join(out, 'paths.json'))).toBe(true);
});

const stepsIn = (file: string): readonly number[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly kind: string; readonly step: number })
    .flatMap(({ kind, step }) => (kind === 'step' ? step : []));

test('the gradients along all 2ⁿ paths of a network sum up to its own', async () => {
  const { throughNetwork, blockGradients, blocksOf, cifarNetwork, loaded } = Object.assign(
    {},
    ...(await Promise.all(
      ['experiments/paths', 'frame/block-gradients', 'frame/blocks', 'frame/cifar-network', 'frame/loaded'].map(
        (file) => import(join(papers, `${file}.mjs`)),
      ),
    )),
  ) as Pieces;
  const [depth, width] = [14, 2];
  const images = Float32Array.from({ length: 2 * 3 * 32 * 32 }, (_, at) => Math.sin(at * at));
  const batch = { images, labels: Int32Array.of(3, 7) };
  // A few steps give batch norms statistics, and the ReLUs something to do.
  const state = await loaded(cifarNetwork({ depth, width }), { seed: 3 }, async (network) => {
    for (let step = 0; step < 3; step++) await network.trainStep({ ...batch, learningRate: 0.1 });
    return network.stateDict();
  });
  const { values, gradient, whole } = await throughNetwork(depth, width, state, batch);
  const parts = await blockGradients(blocksOf(depth), width, state, values);
  const sum = new Float64Array(whole.length);
  for (let path = 0; path < 2 ** parts.length; path++) {
    const through = new Set(parts.flatMap((_, block) => ((path >> block) & 1 ? [block] : [])));
    (await alongPath(parts, through, gradient)).forEach((value, at) => (sum[at]! += value));
  }
  const most = Math.max(...whole.map(Math.abs));
  expect(most).toBeGreaterThan(0);
  expect(Math.max(...whole.map((value, at) => Math.abs(sum[at]! - value))) / most).toBeLessThan(1e-5);
});
