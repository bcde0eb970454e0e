import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { picture } from './picture.ts';
import { servePage, type ServedPage } from './serve-page.ts';

let served: ServedPage;
beforeAll(async () => (served = await servePage()));
afterAll(() => served.close());

const stripes = { name: 'stripes.bmp', mimeType: 'image/bmp', buffer: picture('stripes') };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core finds, by rule and element. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 900 } };

const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';

test.each(
  Object.entries(sizes)
    .flatMap(([size, viewport]) => (['light', 'dark'] as const).map((colorScheme) => ({ size, colorScheme, viewport })))
    .filter(({ size, colorScheme }) => thorough || (size === 'phone' && colorScheme === 'dark')),
)(
  'axe-core finds nothing, and nothing is wider than the page: $size, $colorScheme',
  async ({ colorScheme, viewport }) => {
    const page = await served.open('?device=cpu', { colorScheme, viewport });
    const found: Record<string, unknown> = {};
    const look = async (what: string): Promise<void> => {
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      found[what] = [...(await findings(page)), ...(wider > 0 ? [`${wider} pixels wider`] : [])];
    };
    await page.getByLabel('Choose a picture').setInputFiles(stripes);
    await page.locator('.bars').waitFor();
    await page.locator('.menu summary').click();
    await page.getByText('Weights of a file').click();
    await look('look');
    await page.goto(`${served.url}?device=cpu#teach`);
    await page.locator('.card input[type=file]').first().setInputFiles(stripes);
    await page.locator('.thumbnails li').waitFor();
    await look('teach');
    await page.goto(`${served.url}?device=cpu#draw`);
    await look('draw');
    expect(found).toEqual({ look: [], teach: [], draw: [] });
    await page.context().close();
  },
);

test('by the keyboard alone: everything is reached, in its order, and a picture is chosen', async () => {
  const page = await served.open('?device=cpu');
  page.on('filechooser', (chooser) => void chooser.setFiles(stripes));
  await page.locator('summary', { hasText: 'ResNet-20' }).waitFor();
  const reached: string[] = [];
  for (let n = 0; n < 8; n++) {
    await page.keyboard.press('Tab');
    reached.push(
      await page.evaluate(() => {
        const { activeElement: element } = document;
        const text = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : element?.textContent;
        return (text ?? '').trim();
      }),
    );
  }
  expect(reached.slice(0, 7)).toEqual([
    'resnet-compile',
    'Look',
    'Teach',
    'Draw',
    expect.stringMatching(/^ResNet-20/),
    'Choose a picture',
    'Use the camera',
  ]);
  await page.getByLabel('Choose a picture').focus();
  await page.keyboard.press('Enter');
  await page.locator('.bars').waitFor();
  await page.locator('.menu summary').press('Enter');
  await page.getByRole('button', { name: 'Load' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await page.getByRole('button', { name: 'Load' }).isVisible()).toBe(false);
  await page.context().close();
});

test('after the first load it works without a server: a label, and training', async () => {
  const page = await served.open('?device=cpu');
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await served.goOffline();
  await page.context().setOffline(true);
  await page.reload();
  await page.getByLabel('Choose a picture').setInputFiles(stripes);
  await page.locator('.bars').waitFor();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await page.getByRole('link', { name: 'Draw' }).click();
  await page.getByRole('button', { name: 'Train' }).click();
  await page.getByText(/digits a second/).waitFor();
  if (thorough) await teachOffline(page);
  expect(served.elsewhere).toEqual([]);
  await page.context().close();
});

async function teachOffline(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Teach' }).click();
  for (const at of [0, 1]) await page.locator('.card input[type=file]').nth(at).setInputFiles(stripes);
  await page.getByRole('button', { name: 'Learn', exact: true }).click();
  await page.getByText('Take it with you').waitFor();
}
