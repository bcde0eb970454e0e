import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileModule } from '@resnet-compile/driver';
import { resnet, training, type ResNetOptions } from '@resnet-compile/dsl';
import { differentiatedBatch, differentiatedNetwork, filledWeights, lossGradients } from '@resnet-compile/testing';
import { startChromium } from '@resnet-compile/testing/chromium';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { readSafetensors } from '@resnet-compile/weights/safetensors';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { built } from './built.ts';
import type { CompiledModule } from './compiled-module.ts';
import { expectNear } from './near-gradients.ts';
import { trainingModule } from './training-module.ts';

interface Bundle {
  readonly serve: (options: object) => Promise<{ readonly port: number }>;
  readonly dispose: () => Promise<void>;
}

const source = fileURLToPath(new URL('../../../examples/papers/page/', import.meta.url));
const folder = temporaryFolder('papers-page-');
const count = 60;
let browser: Browser;
let bundle: Bundle;

beforeAll(async () => {
  const { buildPage } = (await import(join(source, 'build-page.mjs'))) as {
    buildPage: (out: string, images: number) => Promise<Bundle>;
  };
  [bundle, browser] = await Promise.all([buildPage(folder, count), startChromium()]);
});
afterAll(() => Promise.all([bundle?.dispose(), browser?.close()]));

/**
 * What the same images are taken for in Node by a network that never had some blocks, in % wrong as the page writes it. `from` says of each of its
 * blocks, by stages, which of the three it was.
 */
async function errorOf(kind: 'residual' | 'plain', from: readonly (readonly number[])[]) {
  const options: ResNetOptions = {
    stages: from.map(({ length }) => length),
    width: 8,
    stem: 'cifar',
    input: [1, 28, 28],
  };
  const network = resnet({ ...options, shortcut: kind === 'plain' ? 'none' : 'A', classes: 10 });
  const { module } = compileModule(built(network, kind), { target: 'cpu' });
  const { load, model } = (await import(
    /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(module)}`
  )) as CompiledModule;
  const file = readSafetensors(readFileSync(join(source, `weights/${kind}.safetensors`)));
  const inFile = (name: string): string =>
    name.replace(/^layer(\d)\.(\d)/, (_, stage, block) => `layer${stage}.${from[stage - 1]![block]}`);
  const weights = Object.fromEntries(model.parameters.map(({ name }) => [name, file.get(inFile(name))!.data]));
  const loaded = await load({ device: 'cpu', weights });
  const logits = await loaded.predict(new Uint8Array(readFileSync(join(folder, 'images.bin'))));
  await loaded.dispose();
  const wrong = [...readFileSync(join(folder, 'labels.bin'))].filter((label, n) => {
    const row = logits.subarray(10 * n, 10 * n + 10);
    return row.indexOf(Math.max(...row)) !== label;
  });
  return ((100 * wrong.length) / count).toFixed(1);
}

/** A page on a busy machine takes its time. */
const textOf = (where: Locator) => expect.poll(() => where.textContent(), { timeout: 60_000 });
const panelOf = (page: Page, title: string) => page.locator('section').filter({ hasText: title });

test(
  'blocks are taken out in the page: errors of networks that never had them, by mouse and keyboard',
  { timeout: 120_000 },
  async () => {
    const page = await browser.newPage();
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    const { port } = await bundle.serve({ servedir: folder, host: '127.0.0.1' });
    await page.goto(`http://127.0.0.1:${port}/`);
    const [residual, plain] = [panelOf(page, 'With shortcuts'), panelOf(page, 'Without shortcuts')];

    const all = [0, 1, 2];
    const without = {
      nothing: await errorOf('residual', [all, all, all]),
      one: await errorOf('residual', [[0, 2], all, all]),
      two: await errorOf('residual', [[0, 2], all, [0, 1]]),
      ofPlain: await errorOf('plain', [all, [0, 2], all]),
    };
    expect(new Set(Object.values(without)).size).toBeGreaterThan(2);
    const shown = residual.locator('output');
    await textOf(shown).toBe(`${without.nothing} % wrong`);
    const bar = (panel: typeof residual, block: string) => panel.getByRole('button', { name: block });
    await textOf(bar(residual, 'layer1.1')).toContain(`${without.one} %`);
    await textOf(bar(plain, 'layer2.1')).toContain(`${without.ofPlain} %`);
    expect(await bar(plain, 'layer2.0').isDisabled()).toBe(true);

    await bar(residual, 'layer1.1').click();
    await textOf(shown).toBe(`${without.one} % wrong`);
    expect(await bar(residual, 'layer1.1').getAttribute('aria-pressed')).toBe('true');
    await bar(residual, 'layer3.2').press('Enter');
    await textOf(shown).toBe(`${without.two} % wrong`);
    await residual.getByRole('button', { name: 'Put all back' }).press('Space');
    await textOf(shown).toBe(`${without.nothing} % wrong`);
    expect(await bar(residual, 'layer1.1').getAttribute('aria-pressed')).toBe('false');
    expect(said).toEqual([]);
    await page.close();
  },
);

test("the gradients that a page's worker finds are PyTorch's", async () => {
  const { layers, loss, gradients } = lossGradients;
  const { model, path } = trainingModule(training(differentiatedNetwork(), { gradients: layers }));
  const page = await browser.newPage();
  await page.route('http://localhost/**', (route) =>
    route.request().url().endsWith('.js')
      ? route.fulfill({ contentType: 'text/javascript', body: readFileSync(path, 'utf8') })
      : route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>gradients</title>' }),
  );
  await page.goto('http://localhost/');
  const { images, labels } = differentiatedBatch();
  const plainOf = (values: object) => Object.entries(values).map(([name, each]) => [name, [...each]] as const);
  const found = await page.evaluate(
    async ({ weights, images, labels }) => {
      // @ts-expect-error the page has it
      const { load } = await import('/model.js');
      const state = Object.fromEntries(weights.map(([name, values]) => [name, Float32Array.from(values)]));
      const network = await load({ device: 'cpu', weights: state });
      const batch = { images: Uint8Array.from(images), labels: Int32Array.from(labels) };
      const { loss, gradients } = await network.gradients(batch);
      return {
        loss: loss as number,
        gradients: Object.entries(gradients as Record<string, Float32Array>).map(
          ([name, each]) => [name, [...each]] as const,
        ),
      };
    },
    { weights: plainOf(filledWeights(model.parameters)), images: [...images], labels: [...labels] },
  );
  expect(page.workers()).toHaveLength(1);
  expect(found.loss).toBeCloseTo(loss, 5);
  expectNear(Object.fromEntries(found.gradients), gradients, 2e-5);
  await page.close();
});
