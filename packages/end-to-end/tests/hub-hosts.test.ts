import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { resnet } from '@resnet-compile/dsl';
import { startChromium } from '@resnet-compile/testing/chromium';
import { cutAt, serveHub, type TestHub } from '@resnet-compile/testing/hub-server';
import { writeSafetensors } from '@resnet-compile/weights';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';

// Weights by name in every kind of host: what is built, and a compiled module that asks for them.
const { load, model, text } = compiledModule(
  resnet({ stages: [1], width: 4, stem: 'cifar', input: [3, 9, 7], classes: 5 }),
  'cpu',
  'tiny',
);
const dist = fileURLToPath(new URL('../../weights/dist/index.js', import.meta.url));
const results = fileURLToPath(new URL('../.test-results/', import.meta.url));
mkdirSync(results, { recursive: true });
// Inside of the package, as a user's program is inside of the project: Deno looks for packages from the program on.
const folder = mkdtempSync(join(results, 'hub-'));
let server: TestHub;
let expected: readonly number[];

beforeAll(async () => {
  const network = await load({ device: 'cpu', seed: 5 });
  const state = await network.stateDict();
  expected = [...(await network.predict(Float32Array.from({ length: 3 * 9 * 7 }, (_, index) => Math.sin(index))))];
  await network.dispose();
  const file = writeSafetensors(
    model.parameters.map(({ name, shape }) => ({
      name: `module.${name}`,
      shape,
      data: state[name] ?? new Float32Array(),
    })),
  );
  server = await serveHub({ 'someone/tiny/model.safetensors': file });
  writeFileSync(join(folder, 'tiny.js'), text);
});
beforeEach(() => {
  server.asked.length = 0;
  server.next.length = 0;
  server.always = undefined;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** A program that loads the network by its weights' name: the logits, and the last that was told of the download. */
const program = (hub: string): string => `
import { hub } from ${JSON.stringify(hub)};
export async function find({ load }, endpoint, options = {}) {
  let last;
  const weights = hub('someone/tiny', { endpoint, token: 'hf_secret', ...options });
  const network = await load({ device: 'cpu', weights, onProgress: (_, bytes) => (last = bytes ?? last) });
  const logits = [...(await network.predict(Float32Array.from({ length: 3 * 9 * 7 }, (_, index) => Math.sin(index))))];
  await network.dispose();
  return { logits, last };
}
`;

interface Found {
  readonly logits: readonly number[];
  readonly last: { readonly loaded: number; readonly total: number };
}

function expectFound({ logits, last }: Found): void {
  expect(logits).toEqual(expected);
  expect(last.loaded).toBe(server.files.get('someone/tiny/model.safetensors')?.length);
  expect(last.total).toBe(last.loaded);
}

/** That the token was given to the endpoint, and not to the storage that it redirects to. */
function expectTokenAtHome(): void {
  const given = server.asked.filter(({ method }) => method !== 'OPTIONS');
  expect(given.some(({ authorization }) => authorization === 'Bearer hf_secret')).toBe(true);
  expect(given.filter(({ at }) => at === server.storage).map(({ authorization }) => authorization)).toEqual(
    given.flatMap(({ at }) => (at === server.storage ? [undefined] : [])),
  );
  expect(given.some(({ at, range }) => at === server.storage && range === 'bytes=1000-')).toBe(true);
}

const noNetwork = (): void => {
  server.always = (response) => void response.destroy();
};

const deno = fileURLToPath(new URL('../../../node_modules/.bin/deno', import.meta.url));
test.each([
  ['Node', process.execPath, []],
  [
    'Deno',
    deno,
    ['run', '--quiet', '--no-prompt', '--allow-net', '--allow-env', '--allow-read', '--allow-write', '--allow-sys'],
  ],
] as const)(
  '%s: downloads, goes on where it was cut, and needs no network afterwards',
  async (name, command, parameters) => {
    const script = join(folder, 'program.mjs');
    writeFileSync(
      script,
      `${program(dist)}\nconsole.log(JSON.stringify(await find(await import('./tiny.js'), ${JSON.stringify(server.url)})));\n`,
    );
    const run = async (flags: readonly string[]): Promise<Found> =>
      JSON.parse(
        (
          await promisify(execFile)(command, [...flags, script], {
            timeout: 60_000,
            env: { PATH: process.env['PATH'], HOME: folder, XDG_CACHE_HOME: join(folder, name), NO_COLOR: '1' },
          })
        ).stdout,
      );
    server.next.push(cutAt(1000));
    expectFound(await run(parameters));
    expectTokenAtHome();
    noNetwork();
    expectFound(await run(parameters));
    if (name !== 'Deno') return;
    server.always = undefined;
    // Without leave to write, or to read the environment, there is no cache.
    expectFound(
      await run([
        'run',
        '--quiet',
        '--no-prompt',
        '--allow-net',
        `--allow-read=${fileURLToPath(new URL('../../..', import.meta.url))}`,
      ]),
    );
  },
);

test('a page: downloads, goes on where it was cut, and needs no network afterwards', async () => {
  const { outputFiles } = await build({
    stdin: { contents: program(dist), resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  writeFileSync(join(folder, 'page.js'), outputFiles[0]?.text ?? '');
  const pages = createServer((request, response) =>
    request.url?.endsWith('.js')
      ? void response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(readFileSync(join(folder, request.url)))
      : void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>'),
  );
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(pages.address() as AddressInfo).port}/`);
    const find = (): Promise<Found> =>
      page.evaluate(
        `(async () => (await import('/page.js')).find(await import('/tiny.js'), ${JSON.stringify(server.url)}))()`,
      );
    server.next.push(cutAt(1000));
    expectFound(await find());
    expectTokenAtHome();
    noNetwork();
    expectFound(await find());
  } finally {
    await browser.close();
    pages.close();
  }
});
