import { startChromium } from '@resnet-compile/testing/chromium';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { beforeAll, expect, test } from 'vitest';
import { pathOf } from './fixtures.ts';
import { smallModule } from './small-module.ts';

// What is published, as built, says the same of 30 files in every host: to the bit, whatever decodes, resizes and computes.
const dist = fileURLToPath(new URL('../dist/index.js', import.meta.url));
// Inside of the package, as a user's program is inside of the project: hosts look for packages from the program on.
const folder = fileURLToPath(new URL('../.test-results/hosts', import.meta.url));
const names = readdirSync(new URL('fixtures/pictures', import.meta.url)).sort();

const program = `
import { classifier } from ${JSON.stringify(dist)};
import { load } from './small.mjs';
import files from './files.json' with { type: 'json' };

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
export const pictures = Object.fromEntries(Object.entries(files.pictures).map(([name, text]) => [name, bytes(text)]));
const weights = Object.fromEntries(Object.entries(files.weights).map(([name, text]) => [name, new Float32Array(bytes(text).buffer)]));

export const open = () => classifier(load, {
  weights, device: 'cpu', worker: false, labels: [...'0123456789'],
  preprocess: { crop: 0.95, interpolation: 'bicubic', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
});
export async function find() {
  const classify = await open();
  const all = Object.values(pictures);
  const found = [await classify(all, { top: 10 }), (await classify.embed(all)).map((values) => [...values])];
  await classify.dispose();
  return JSON.stringify(found);
}
`;

const encoded = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
let here: string;

beforeAll(async () => {
  const small = smallModule('small');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'small.mjs'), readFileSync(small.path));
  writeFileSync(
    join(folder, 'files.json'),
    JSON.stringify({
      pictures: Object.fromEntries(names.map((name) => [name, encoded(readFileSync(pathOf(name)))])),
      weights: Object.fromEntries(
        Object.entries(small.weights).map(([name, { buffer }]) => [name, encoded(new Uint8Array(buffer))]),
      ),
    }),
  );
  writeFileSync(join(folder, 'program.mjs'), program);
  writeFileSync(join(folder, 'print.mjs'), `import { find } from './program.mjs';\nconsole.log(await find());\n`);
  here = await printedBy(process.execPath, []);
});

/** What the program prints; it must not complain. */
async function printedBy(command: string, parameters: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, [...parameters, join(folder, 'print.mjs')], {
    timeout: 60_000,
    maxBuffer: 2 ** 24,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  expect(stderr).toBe('');
  return stdout.trim();
}

test('Deno, with leave to read', async () => {
  const deno = fileURLToPath(new URL('../../../node_modules/.bin/deno', import.meta.url));
  expect(await printedBy(deno, ['run', '--quiet', '--no-prompt', '--allow-read'])).toBe(here);
  expect((JSON.parse(here) as unknown[][])[0]!.length).toBe(30);
});

/** What the page finds: of files, and of each way to show the same pixels. */
const page = `
import { find, open, pictures } from './program.mjs';

async function ways() {
  const classify = await open();
  const [width, height] = [90, 67];
  const bitmap = await createImageBitmap(new Blob([pictures['rgb.png']]));
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  canvas.getContext('2d').drawImage(bitmap, 0, 0);
  const offscreen = new OffscreenCanvas(width, height);
  offscreen.getContext('2d').drawImage(bitmap, 0, 0);
  const address = URL.createObjectURL(new Blob([pictures['rgb.png']], { type: 'image/png' }));
  const image = Object.assign(new Image(), { src: address });
  const broken = Object.assign(new Image(), { src: 'data:image/png;base64,AAAA' });
  const frame = new VideoFrame(canvas, { timestamp: 0 });
  const shown = {
    File: new File([pictures['rgb.png']], 'cat.png'), address, bitmap, canvas, offscreen, frame,
    ImageData: canvas.getContext('2d').getImageData(0, 0, width, height), image,
  };
  const expected = JSON.stringify(await classify(pictures['rgb.png']));
  const same = {};
  for (const [name, picture] of Object.entries(shown)) same[name] = JSON.stringify(await classify(picture)) === expected;
  const chosen = new DataTransfer();
  for (const name of ['rgb.png', 'gray.png']) chosen.items.add(new File([pictures[name]], name));
  same.FileList = JSON.stringify((await classify(chosen.files))[0]) === expected;

  // The picture that was there when it was called for.
  const taken = classify(canvas);
  canvas.getContext('2d').clearRect(0, 0, width, height);
  same.canvasChanged = JSON.stringify(await taken) === expected;

  const video = document.createElement('video');
  const refused = {};
  const why = async (name, picture) => void (refused[name] = await classify(picture).then(() => 'nothing', ({ message }) => message));
  await why('video', video);
  const source = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
  source.getContext('2d').fillRect(0, 0, 64, 48);
  video.srcObject = source.captureStream(10);
  video.muted = true;
  await video.play();
  // Black all over, as an ImageData of one colour is, whatever the stream's colours lose.
  const black = await classify(new ImageData(64, 48));
  const [seen] = await classify(video);
  same.video = Math.abs(seen.score - black[0].score) < 0.01 && seen.label === black[0].label;
  frame.close();
  bitmap.close();
  await why('frame', frame);
  await why('bitmap', bitmap);
  await why('broken', broken);
  const foreign = Object.assign(new Image(), { src: globalThis.elsewhere });
  await foreign.decode();
  await why('foreign', foreign);
  await why('missing', '/nothing.jpg');
  return { same, refused };
}
globalThis.found = (async () => ({ files: await find(), ...(await ways()) }))();
`;

test('Chromium, bundled by Vite: files as everywhere, and whatever a page can draw', async () => {
  writeFileSync(join(folder, 'page.js'), page);
  const server = createServer((request, response) => {
    const { pathname, port } = new URL(request.url!, `http://${request.headers.host}`);
    const path = pathname === '/elsewhere.png' ? pathOf('rgb.png') : join(folder, 'built', pathname);
    const types: Readonly<Record<string, string>> = {
      '.html': 'text/html',
      '.js': 'text/javascript',
      '.wasm': 'application/wasm',
    };
    const body = pathname.endsWith('index.html')
      ? readFileSync(path, 'utf8').replace(
          '<script',
          `<script>globalThis.elsewhere = 'http://localhost:${port}/elsewhere.png'</script><script`,
        )
      : existsSync(path) && readFileSync(path);
    response
      .writeHead(body ? 200 : 404, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' })
      .end(body || '');
  });
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>',
  );
  await build({
    root: folder,
    logLevel: 'error',
    configFile: false,
    build: { outDir: 'built', target: 'esnext', minify: false },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await startChromium(['--autoplay-policy=no-user-gesture-required']);
  try {
    const tab = await browser.newPage();
    const said: string[] = [];
    const fetched: string[] = [];
    tab.on('pageerror', (error) => said.push(String(error)));
    tab.on('response', (response) => fetched.push(response.url()));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
    const found = (await tab.evaluate(
      'new Promise((resolve, reject) => { const look = () => globalThis.found ? globalThis.found.then(resolve, (error) => reject(error.stack)) : setTimeout(look, 20); look(); })',
    )) as { readonly files: string; readonly same: object; readonly refused: Readonly<Record<string, string>> };
    expect(said).toEqual([]);
    expect(found.files === here).toBe(true);
    expect(found.same).toEqual(
      Object.fromEntries(
        [
          'File',
          'address',
          'bitmap',
          'canvas',
          'offscreen',
          'frame',
          'ImageData',
          'image',
          'FileList',
          'canvasChanged',
          'video',
        ].map((name) => [name, true]),
      ),
    );
    expect(found.refused).toEqual({
      video: 'the picture, HTMLVideoElement, shows no frame yet; wait for its event loadeddata',
      frame: 'the picture, VideoFrame, has no pixels: it was closed',
      bitmap: 'the picture, ImageBitmap, has no pixels: it is empty, or was closed',
      broken: 'the picture, HTMLImageElement, has no pixels: it was not loaded, or cannot be decoded',
      foreign:
        'the picture, HTMLImageElement, cannot be read: it comes from another origin; its element needs crossorigin="anonymous", and its server has to allow that',
      missing: 'there is no file /nothing.jpg',
    });
    // Each decoder once, and only those that a file needed.
    expect(fetched.filter((url) => url.endsWith('.wasm')).length).toBe(3);
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
});
