import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startChromium } from '@resnet-compile/testing/chromium';
import { expect, test } from 'vitest';
import { constant, runCharts, stepSeries, train, writeCharts, type StepRecord } from '../src/index.ts';
import { openTest, openTraining } from './small-data.ts';
import { newFolder, smallModule, temporary } from './small-module.ts';

const steps = (count: number): readonly StepRecord[] =>
  Array.from({ length: count }, (_, k) => ({
    kind: 'step',
    step: k + 1,
    epoch: 1,
    images: 8,
    loss: 1 / (k + 1),
    accuracy: 0.5,
    learningRate: 0.1,
    time: k,
  }));

test('a long run becomes 500 points at most, means of equal pieces', () => {
  const { points } = stepSeries('loss', steps(64_000), ({ loss }) => loss);
  expect([points.length, points[0]![0], points.at(-1)![0]]).toEqual([500, 128, 64_000]);
  expect(points[0]![1]).toBeCloseTo(steps(128).reduce((sum, { loss }) => sum + loss, 0) / 128, 12);
  expect(stepSeries('loss', steps(3), ({ loss }) => loss).points).toEqual([
    [1, 1],
    [2, 1 / 2],
    [3, 1 / 3],
  ]);
  expect(runCharts([]).map(({ series }) => series.map(({ points }) => points.length))).toEqual([[0], [0], [0]]);
});

test("a run's page, in light and dark: three charts, nothing asked of the network, and no name of a run becomes markup", async () => {
  const out = join(newFolder(), '<i>x');
  await train({
    network: await smallModule().load({ seed: 1 }),
    data: { train: openTraining(), test: openTest },
    epochs: 3,
    schedule: constant(0.01),
    out,
    progress: false,
  });
  const page = join(out, 'curves.html');
  expect(readFileSync(page, 'utf8')).not.toContain('http-equiv="refresh"');
  const browser = await startChromium();
  try {
    const pictures: Buffer[] = [];
    const logarithmic: Buffer[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const tab = await browser.newPage({ colorScheme });
      const said: string[] = [];
      tab.on('console', (message) => said.push(message.text()));
      tab.on('pageerror', (error) => said.push(String(error)));
      tab.on('request', (request) => void (request.url() !== tab.url() && said.push(request.url())));
      await tab.goto(pathToFileURL(page).href);
      expect(said.filter((text) => text !== pathToFileURL(page).href)).toEqual([]);
      expect(
        await tab.evaluate(
          `[document.title, document.querySelectorAll('i').length, document.querySelector('p').textContent, [...document.querySelectorAll('h2')].map((heading) => heading.textContent)]`,
        ),
      ).toEqual([
        '<i>x',
        0,
        expect.stringMatching(
          /^60 of 60 steps; [\d.]+ % of the test images right, at best [\d.]+ %, after step \d+\.$/,
        ),
        ['Loss', 'Error, %', 'Learning rate'],
      ]);
      // Some of each canvas is drawn on, and in more than one colour.
      const colors = `[...document.querySelectorAll('canvas')].map((canvas) => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size)`;
      const found = (await tab.evaluate(colors)) as readonly number[];
      expect(found.length).toBe(3);
      for (const count of found) expect(count).toBeGreaterThan(20);
      pictures.push(await tab.screenshot());
      // By the keyboard alone, and kept where the page loads itself again.
      await tab.keyboard.press('Tab');
      await tab.keyboard.press('Space');
      for (const again of [false, true]) {
        if (again) await tab.reload();
        expect(
          await tab.evaluate(`[document.querySelector('input').checked, document.querySelectorAll('canvas').length]`),
        ).toEqual([true, 3]);
        logarithmic.push(await tab.screenshot());
      }
      expect(said.filter((text) => !text.startsWith(pathToFileURL(page).href))).toEqual([]);
      await tab.close();
    }
    expect(pictures[0]!.equals(pictures[1]!)).toBe(false);
    expect(logarithmic[0]!.equals(pictures[0]!)).toBe(false);
    expect(logarithmic[1]!.equals(logarithmic[2]!)).toBe(false);
  } finally {
    await browser.close();
  }
});

test('the page of a run under way loads itself again', async () => {
  const path = join(temporary, 'under-way.html');
  await writeCharts(path, { title: 'a', summary: 'b', charts: runCharts(steps(5)), refresh: 5 });
  expect(readFileSync(path, 'utf8')).toContain('<meta http-equiv="refresh" content="5">');
  expect(existsSync(`${path}.tmp`)).toBe(false);
});
