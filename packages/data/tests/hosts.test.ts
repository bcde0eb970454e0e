import { startChromium } from '@resnet-compile/testing/chromium';
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, delimiter, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'vite';
import { expect, test } from 'vitest';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

// What is published, as built, makes the same batches in every host, and in a worker of that host's kind.
const dist = fileURLToPath(new URL('../dist', import.meta.url));
const images = [
  'images/alpha.png',
  'images/baseline-420.jpg',
  'images/orientation-6.jpg',
  'images/lossy.webp',
  'formats/transparent.gif',
  'formats/565.bmp',
  'formats/lzw.tif',
  'formats/ycck-420.jpg',
  'formats/placed.webp',
];
const imageBytes = (name: string): Buffer => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

/** A program that prints a digest of batches; `folder` is an expression for `imageFolder`'s first argument. */
const program = (folder: string): string => `
import { batches, colorJitter, cutmix, horizontalFlip, inMemory, padCrop, randomErasing, trivialAugment } from ${JSON.stringify(`${dist}/index.js`)};
import { imageFolder } from ${JSON.stringify(`${dist}/image-folder/index.js`)};

async function digest(dataset, options) {
  const found = [];
  for await (const { images, labels, release } of batches(dataset, { batchSize: 4, seed: 5, ...options })) {
    let sum = 0;
    for (const bits of new Uint32Array(images.buffer, 0, images.length)) sum = (Math.imul(sum, 31) + bits) | 0;
    found.push([sum, images.length, labels.length]);
    release();
  }
  return found;
}
export async function find() {
  const pixels = Uint8Array.from({ length: 10 * 192 }, (_, at) => Math.imul(at, 2654435761) >>> 24);
  const memory = inMemory({ name: 'noise', pixels, labels: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [3, 8, 8], classes: [...'0123456789'] });
  const augment = [padCrop(1), horizontalFlip(), trivialAugment(), colorJitter({ hue: 0.2 }), randomErasing(), cutmix()];
  const folder = await imageFolder(${folder}, { size: 14 });
  return JSON.stringify({ inWorker: [await digest(memory, { augment }), await digest(folder)], here: [await digest(memory, { augment, workers: 0 }), await digest(folder, { workers: 0 })] });
}
`;

function imagesInFolder(): string {
  const folder = temporaryFolder();
  for (const [at, name] of images.entries()) {
    mkdirSync(join(folder, `class ${at % 2}`), { recursive: true });
    writeFileSync(join(folder, `class ${at % 2}`, basename(name)), imageBytes(name));
  }
  return folder;
}

/** Runs the program by a command, which must not complain: a worker that does not start is a warning. */
async function findBy(command: string, parameters: readonly string[]): Promise<string> {
  // Inside of the package, as a user's program is inside of the project: Deno looks for packages from the program on.
  const script = fileURLToPath(new URL('../.test-results/program.mjs', import.meta.url));
  mkdirSync(join(script, '..'), { recursive: true });
  writeFileSync(script, `${program(JSON.stringify(imagesInFolder()))}\nconsole.log(await find());\n`);
  const { stdout, stderr } = await promisify(execFile)(command, [...parameters, script], {
    timeout: 60_000,
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  expect(stderr).toBe('');
  return stdout.trim();
}

async function findHere(): Promise<string> {
  const found = await findBy(process.execPath, []);
  const { inWorker, here } = JSON.parse(found) as { inWorker: number[][][]; here: number[][][] };
  expect(inWorker).toEqual(here);
  expect(inWorker.map((batches) => batches.length)).toEqual([3, 3]);
  return found;
}

test('Deno, with leave to read', async () => {
  const deno = fileURLToPath(new URL('../../../node_modules/.bin/deno', import.meta.url));
  expect(await findBy(deno, ['run', '--quiet', '--no-prompt', '--allow-read'])).toBe(await findHere());
});

test('Node 20', async ({ skip }) => {
  const node = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .find((path) => existsSync(path) && execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.'));
  if (node === undefined) return skip('there is no Node 20 on the search path');
  expect(await findBy(node, [])).toBe(await findHere());
});

/** Opens a page of a folder in Chromium. Resolves with what `read` finds in it, and with what was said on its console. */
async function inPage<Found>(
  folder: string,
  read: string,
): Promise<{ readonly found: Found; readonly said: readonly string[] }> {
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.wasm': 'application/wasm',
  };
  const server = createServer((request, response) => {
    const path = join(folder, new URL(request.url!, 'http://localhost').pathname);
    response
      .writeHead(existsSync(path) ? 200 : 404, { 'Content-Type': types[extname(path)] ?? 'application/octet-stream' })
      .end(existsSync(path) ? readFileSync(path) : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await startChromium();
  try {
    const tab = await browser.newPage();
    const said: string[] = [];
    tab.on('console', (message) => said.push(message.text()));
    tab.on('pageerror', (error) => said.push(String(error)));
    await tab.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/index.html`);
    return { found: (await tab.evaluate(read)) as Found, said };
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}

test('Chromium, bundled by Vite', async () => {
  const root = temporaryFolder();
  const files = `[${images.map((name, at) => `['class ${at % 2}', '${basename(name)}', '${imageBytes(name).toString('base64')}']`).join(', ')}].map(([name, file, text]) =>
    Object.defineProperty(new File([Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))], file), 'webkitRelativePath', { value: \`set/\${name}/\${file}\` }))`;
  writeFileSync(
    join(root, 'page.js'),
    `${program(files)}
const started = [];
globalThis.Worker = class extends Worker { constructor(url, options) { super(url, options); started.push(String(url)); } };
globalThis.found = find().then((text) => ({ text, started: started.length }), (error) => ({ text: String(error.stack) }));`,
  );
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><script type="module" src="./page.js"></script>',
  );
  await build({
    root,
    logLevel: 'error',
    configFile: false,
    worker: { format: 'es' },
    build: { outDir: 'dist', target: 'esnext' },
  });
  const { found, said } = await inPage<{ text: string; started: number }>(join(root, 'dist'), 'globalThis.found');
  expect(found.text).toBe(await findHere());
  expect(found.started).toBe(2);
  expect(said).toEqual([]);
});

test('Chromium, without a bundler, by an import map: workers start there too', async () => {
  const root = temporaryFolder();
  cpSync(dist, join(root, 'data'), { recursive: true });
  cpSync(fileURLToPath(new URL('../../options/dist', import.meta.url)), join(root, 'options'), { recursive: true });
  writeFileSync(
    join(root, 'index.html'),
    `<!doctype html><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "@resnet-compile/data": "/data/index.js", "@resnet-compile/options": "/options/index.js" } }</script>
<script type="module">
import { batches, inMemory } from '@resnet-compile/data';
const set = inMemory({ name: 'a', pixels: new Uint8Array(40), labels: new Uint8Array(10), shape: [1, 2, 2], classes: ['only'] });
const found = [];
globalThis.found = (async () => {
  for await (const { indices } of batches(set, { batchSize: 4, shuffle: false })) found.push(indices.join());
  return found;
})();
</script>`,
  );
  expect(
    await inPage(
      root,
      'new Promise((resolve) => { const look = () => globalThis.found ? resolve(globalThis.found) : setTimeout(look, 20); look(); })',
    ),
  ).toEqual({ found: ['0,1,2,3', '4,5,6,7', '8,9'], said: [] });
});

test('a bundle that lost the worker makes the same batches without, and says so', async () => {
  // Beside dist, where it finds the package that it depends on.
  const copy = fileURLToPath(new URL('../.test-results/lost-worker', import.meta.url));
  rmSync(copy, { recursive: true, force: true });
  cpSync(dist, copy, { recursive: true });
  rmSync(join(copy, 'memory-worker.js'));
  const script = join(copy, 'program.mjs');
  writeFileSync(
    script,
    `import { batches, inMemory } from './index.js';
const set = inMemory({ name: 'a', pixels: new Uint8Array(40), labels: new Uint8Array(10), shape: [1, 2, 2], classes: ['only'] });
for await (const { indices } of batches(set, { batchSize: 4, shuffle: false })) console.log(indices.join());`,
  );
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], { timeout: 60_000 });
  expect(stdout).toBe('0,1,2,3\n4,5,6,7\n8,9\n');
  expect(stderr).toMatch(
    /^batches are made without a worker, between the steps: it could not be started: Cannot find module .*memory-worker\.js.*\n$/,
  );
});

test('declarations check without the DOM and without Node', async () => {
  const folder = temporaryFolder();
  writeFileSync(
    join(folder, 'uses.mts'),
    `import { batches, cifar10, inMemory, type Dataset } from ${JSON.stringify(`${dist}/index.js`)};
import { imageFolder } from ${JSON.stringify(`${dist}/image-folder/index.js`)};
const set: Dataset = inMemory({ name: 'a', pixels: new Uint8Array(4), labels: [0], shape: [1, 2, 2], classes: ['a'] });
for await (const { images, labels } of batches(set, { batchSize: 1 })) found(images, labels);
function found(images: Float32Array, labels: Int32Array | Float32Array): void {}
// @ts-expect-error no such option
batches(set, { batchSize: 1, sede: 1 });
export const sets = [await cifar10({ folder: 'x' }), await imageFolder('x', { size: 8 })];
`,
  );
  const tsc = fileURLToPath(new URL('../../../node_modules/.bin/tsc', import.meta.url));
  const options = [
    '--ignoreConfig',
    '--noEmit',
    '--strict',
    '--module',
    'nodenext',
    '--target',
    'es2022',
    '--lib',
    'es2022',
    '--types',
    '',
  ];
  expect(
    await promisify(execFile)(tsc, [...options, join(folder, 'uses.mts')]).catch(({ stdout }: { stdout: string }) => ({
      stdout,
      stderr: '',
    })),
  ).toEqual({ stdout: '', stderr: '' });
});
