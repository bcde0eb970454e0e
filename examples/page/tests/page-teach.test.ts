import { classifier } from '@resnet-compile/vision';
import { readSafetensors } from '@resnet-compile/weights';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NetworkModule } from '../src/networks/open-network.ts';
import { picture } from './picture.ts';
import { servePage, webgpu, type ServedPage } from './serve-page.ts';

const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
let served: ServedPage;
beforeAll(async () => (served = await servePage(thorough ? webgpu : [])));
afterAll(() => served.close());
const folder = temporaryFolder('page-');

const bitmap = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/bmp', buffer });
const pattern = (name: 'stripes' | 'spots', count: number, from = 0) =>
  Array.from({ length: count }, (_, n) => bitmap(`${name}-${n}.bmp`, picture(name, from + n)));
const card = (page: Page, at: number) => page.locator('.card').nth(at);

/** Presses a button that saves a file: where that lies. */
async function saved(page: Page, title: string): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: title, exact: true }).click();
  const file = await download;
  const path = join(folder, file.suggestedFilename().replace(/\.js$/, '.mjs'));
  await file.saveAs(path);
  return path;
}

test.each(thorough ? ['cpu', 'webgpu'] : ['cpu'])(
  'classes from files, on %s: learned, told apart, and saved as weights, ONNX and a module, which agree',
  async (device) => {
    const page = await served.open(`?device=${device}#teach`);
    const learn = page.getByRole('button', { name: 'Learn', exact: true });
    expect(await learn.isDisabled()).toBe(true);
    await card(page, 0).getByLabel('Name of the class').fill('Stripes "</script>');
    await card(page, 1).getByLabel('Name of the class').fill('Spots');
    await card(page, 0).locator('input[type=file]').setInputFiles(pattern('stripes', 6));
    await card(page, 1).locator('input[type=file]').setInputFiles(pattern('spots', 6));
    await page.locator('.thumbnails li').nth(11).waitFor();
    await learn.click();
    await page.getByText('Take it with you').waitFor();
    const [loss, right] = await page.locator('.curves:visible strong').allInnerTexts();
    expect(Number(loss)).toBeLessThan(0.1);
    expect(right).toBe('100.0 %');

    const attempt = async (file: ReturnType<typeof bitmap>): Promise<string> => {
      await page.locator('.bars').evaluateAll((bars) => bars.forEach((each) => each.setAttribute('data-old', '')));
      await page.getByLabel('Try a picture').setInputFiles(file);
      return page.locator('.bars:not([data-old]) .label').first().innerText();
    };
    expect(await attempt(pattern('spots', 1, 20)[0]!)).toBe('Spots');
    expect(await attempt(pattern('stripes', 1, 20)[0]!)).toBe('Stripes "</script>');

    const weights = readFileSync(await saved(page, 'Weights'));
    expect(readSafetensors(weights).get('fc.weight')?.shape).toEqual([2, 64]);
    const { load, labels } = createRequire(import.meta.url)(await saved(page, 'Module')) as NetworkModule & {
      labels: string[];
    };
    expect(labels).toEqual(['Stripes "</script>', 'Spots']);
    const classify = await classifier(load, { weights: new Uint8Array(weights) } as never);
    expect((await classify(picture('spots', 20)))[0]?.label).toBe('Spots');
    const { network } = classify;
    const images = Float32Array.from({ length: 3 * 32 * 32 }, (_, index) => Math.sin(index));
    const logits = await network.predict(images);
    await network.dispose();
    const session = await InferenceSession.create(await saved(page, 'ONNX'));
    const { logits: expected } = await session.run({ images: new Tensor('float32', images, [1, 3, 32, 32]) });
    (expected!.data as Float32Array).forEach((value, index) => expect(logits[index]).toBeCloseTo(value, 4));

    // What was saved is what the page opens: the same network by its file.
    await page.locator('.menu summary').click();
    await page.getByText('Weights of a file').click();
    await page.locator('.menu input[type=file]').setInputFiles(join(folder, 'taught.safetensors'));
    await page.getByLabel('Architecture').fill('cifar-resnet-20');
    await page.getByRole('button', { name: 'Load' }).click();
    await page.locator('summary', { hasText: 'taught.safetensors' }).waitFor();
    await page.getByRole('link', { name: 'Look' }).click();
    await page.getByLabel('Choose a picture').setInputFiles(pattern('spots', 1, 20));
    expect(await page.locator('.bars .label').first().innerText()).toBe('Spots');
    await page.context().close();
  },
);

test.runIf(thorough)('examples from the camera, by the keyboard alone; three classes', async () => {
  const page = await served.open('?device=cpu#teach');
  await page.getByRole('button', { name: 'Add a class' }).press('Enter');
  expect(await page.locator('.card').count()).toBe(3);
  await page.getByRole('button', { name: 'Use the camera' }).press('Enter');
  await page.locator('video').waitFor();
  for (let at = 0; at < 3; at++) {
    await card(page, at)
      .getByRole('button', { name: /^Hold to record/ })
      .focus();
    await page.keyboard.down(' ');
    await card(page, at).locator('.thumbnails li').nth(1).waitFor();
    await page.keyboard.up(' ');
  }
  const count = await page.locator('.thumbnails li').count();
  await page.waitForTimeout(400);
  expect(await page.locator('.thumbnails li').count()).toBeLessThanOrEqual(count + 1);
  await page.getByRole('button', { name: 'Learn', exact: true }).press('Enter');
  await page.getByText('Take it with you').waitFor();
  await page.locator('.bars li').nth(2).waitFor();
  expect(await page.locator('.bars li').count()).toBe(3);
  await card(page, 0)
    .getByRole('button', { name: /^Take out example 1/ })
    .press('Enter');
  await page.getByRole('button', { name: 'Remove Class 3' }).press('Enter');
  expect(await page.locator('.card').count()).toBe(2);
  await page.context().close();
});

test('nothing went wrong, and nothing was asked of other servers', () => {
  expect(served.wrong).toEqual([]);
  expect(served.elsewhere).toEqual([]);
});
