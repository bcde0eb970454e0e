import { resnet18 } from '@resnet-compile/dsl';
import { compileModule, stagesOf } from '@resnet-compile/driver';
import { serveHub } from '@resnet-compile/testing/hub-server';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { classifier } from '@resnet-compile/vision';
import { writeSafetensors } from '@resnet-compile/weights';
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cifarPicture, cifarTests } from './cifar-picture.ts';
import type { NetworkModule } from '../src/networks/open-network.ts';
import { picture } from './picture.ts';
import { servePage, webgpu, type ServedPage } from './serve-page.ts';

const thorough = process.env['RESNET_COMPILE_THOROUGH'] === '1';
let served: ServedPage;
beforeAll(async () => (served = await servePage(thorough ? webgpu : [])));
afterAll(() => served.close());

const folder = temporaryFolder('page-look-');

const choose = (page: Page, name: string, buffer: Buffer): Promise<void> =>
  page.locator('main input[type=file]').first().setInputFiles({ name, mimeType: 'image/bmp', buffer });
const first = (page: Page) => page.locator('.bars li').first();

test('the first label takes at most 400 kB of code, gzipped', async () => {
  const sizes = new Map<string, number>();
  const bodies: Promise<void>[] = [];
  const note = async (response: Response): Promise<void> => {
    const { pathname } = new URL(response.url());
    if (/(\.(js|css|wasm|html)|\/)$/.test(pathname)) sizes.set(pathname, gzipSync(await response.body()).length);
  };
  const page = await served.open('?device=cpu', { serviceWorkers: 'block' }, (page) =>
    page.on('response', (response) => void bodies.push(note(response))),
  );
  await choose(page, 'stripes.bmp', picture('stripes'));
  await first(page).waitFor();
  await Promise.all(bodies);
  const code = [...sizes];
  const total = code.reduce((sum, [, size]) => sum + size, 0);
  console.log(
    `code of the first label, gzipped:\n${code.map(([path, size]) => `${String(size).padStart(8)} ${path}`).join('\n')}\n${String(total).padStart(8)} all`,
  );
  expect(code.length).toBeGreaterThanOrEqual(4);
  expect(total).toBeLessThan(400_000);
  expect(await page.locator('canvas.heat').count()).toBe(1);
  await page.context().close();
});

test.skipIf(!existsSync(cifarTests))(
  '30 pictures of CIFAR-10 (needs RESNET_COMPILE_SHARED): as many right as published weights have, 92 %',
  async () => {
    const page = await served.open('?device=cpu');
    const names = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
    let right = 0;
    for (let n = 0; n < 30; n++) {
      const { label, file } = cifarPicture(n);
      await page.locator('.bars').evaluateAll((bars) => bars.forEach((each) => each.setAttribute('data-old', '')));
      await choose(page, `${n}.bmp`, file);
      await page.locator('.bars:not([data-old]) li').first().waitFor();
      right += Number((await first(page).locator('.label').innerText()) === names[label]);
    }
    // 30 of 92 %: fewer than 23 has a chance of one in ten thousand.
    expect(right).toBeGreaterThanOrEqual(23);
    await page.context().close();
  },
);

test.runIf(thorough)('on WebGPU it says the same as on the CPU', async () => {
  const found: string[] = [];
  for (const device of ['cpu', 'webgpu']) {
    const page = await served.open(`?device=${device}`);
    await choose(page, 'stripes.bmp', picture('stripes'));
    await first(page).waitFor();
    found.push(await page.locator('.bars').innerText());
    expect(await page.locator('.menu summary').innerText()).toContain(device === 'cpu' ? 'CPU' : 'WebGPU');
    await page.context().close();
  }
  expect(found[1]).toBe(found[0]);
});

test('the camera is looked at, again and again, and switched off', async () => {
  const page = await served.open('?device=cpu');
  await page.getByRole('button', { name: 'Use the camera' }).click();
  await first(page).waitFor();
  const heats = await page.evaluate(async () => {
    const found = new Set<string>();
    for (let n = 0; n < 40 && found.size < 3; n++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      found.add(document.querySelector<HTMLCanvasElement>('canvas.heat')?.toDataURL() ?? '');
    }
    return found.size;
  });
  expect(heats).toBe(3);
  const state = await page.evaluateHandle(() => document.querySelector('video')?.srcObject as MediaStream);
  expect(await state.evaluate((stream) => stream.active)).toBe(true);
  await page.getByRole('button', { name: 'Stop the camera' }).click();
  expect(await state.evaluate((stream) => stream.active)).toBe(false);
  await page.context().close();
});

test('a picture is dropped, and one pasted', async () => {
  const page = await served.open('?device=cpu');
  for (const [type, pattern] of [
    ['drop', 'stripes'],
    ['paste', 'spots'],
  ] as const) {
    await page.evaluate(
      ([type, bytes]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([Uint8Array.from(bytes)], 'a.bmp', { type: 'image/bmp' }));
        const event = type === 'drop' ? DragEvent : ClipboardEvent;
        document
          .querySelector('.frame')
          ?.dispatchEvent(new event(type, { bubbles: true, dataTransfer, clipboardData: dataTransfer }));
      },
      [type, [...picture(pattern)]] as const,
    );
    await page.locator('.bars:not([data-old])').waitFor();
    await page.locator('.bars').evaluate((bars) => bars.setAttribute('data-old', ''));
  }
  await page.context().close();
});

test.runIf(thorough)(
  'weights at an address, in a network that the page compiles: the labels of the compiled one',
  async () => {
    const page = await served.open('?device=cpu');
    const weights = page.waitForRequest(/small-.*\.safetensors/);
    await choose(page, 'spots.bmp', picture('spots'));
    await first(page).waitFor();
    const expected = await page.locator('.bars').innerText();
    await page.reload();
    await page.locator('.menu summary').click();
    await page.getByText('Weights at an address').click();
    await page.getByLabel('Address', { exact: true }).fill((await weights).url());
    await page.getByLabel('Architecture').fill('cifar-resnet-20');
    await page.getByRole('button', { name: 'Load' }).click();
    await page.locator('summary', { hasText: /^small-/ }).waitFor();
    await choose(page, 'spots.bmp', picture('spots'));
    await first(page).waitFor();
    expect(await page.locator('.bars').innerText()).toBe(expected);
    expect(served.elsewhere).toEqual([]);
    await page.context().close();
  },
);

test('what is no picture is said, by its name', async () => {
  const page = await served.open('?device=cpu');
  await choose(page, 'notes.bmp', Buffer.from('not a picture'));
  await page.getByRole('alert').waitFor();
  expect(await page.getByRole('alert').innerText()).toContain('notes.bmp is no picture');
  await page.context().close();
});

test.runIf(thorough)("a ResNet-18 by its name, from a hub: Node's labels of the same picture", async () => {
  const stages = stagesOf(resnet18({ classes: 1000 }), { name: 'model' });
  if ('problems' in stages) throw new Error('ResNet-18 has mistakes');
  const file = join(folder, 'model.mjs');
  writeFileSync(file, compileModule(stages, { target: 'cpu' }).module);
  const { load, model } = createRequire(import.meta.url)(file) as NetworkModule;
  const state = await load({ seed: 5 } as never).then((network) => network.stateDict());
  const weights = writeSafetensors(
    model.parameters.map(({ name, shape }) => ({ name, shape: [...shape], data: state[name]! })),
  );
  const options = { weights, preprocess: 'resnet18.a1_in1k', labels: 'imagenet-1k' };
  const classify = await classifier(load, options as never);
  const [expected] = await classify(picture('spots'));
  await classify.dispose();

  const hub = await serveHub({ 'timm/resnet18.a1_in1k/model.safetensors': weights });
  const page = await served.open(`?device=cpu&hub=${hub.url}`);
  await page.locator('.menu summary').click();
  await page.getByText('Hugging Face hub').click();
  await page.getByLabel('Checkpoint of timm').fill('resnet18.a1_in2k');
  await page.getByRole('button', { name: 'Load' }).click();
  await page.locator('.network [role=alert]', { hasText: 'resnet18.a1_in1k' }).waitFor();
  await page.locator('.menu summary').click();
  await page.getByLabel('Checkpoint of timm').fill('resnet18.a1_in1k');
  await page.getByRole('button', { name: 'Load' }).click();
  await page.locator('summary', { hasText: 'resnet18.a1_in1k CPU' }).waitFor({ timeout: 90_000 });
  await choose(page, 'spots.bmp', picture('spots'));
  expect(await first(page).locator('.label').innerText()).toBe(expected!.label.split(', ')[0]);
  expect(await page.locator('canvas.heat').getAttribute('width')).toBe('7');
  hub.close();
  await page.context().close();
});
