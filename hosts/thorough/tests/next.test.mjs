import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { freePort, listen } from '../../src/listen.mjs';
import { once } from '../../src/once.mjs';
import { filesWithPaths, project, write } from '../../src/project.mjs';
import { referenceIn, wishes, withoutTimes } from '../../src/reference.mjs';
import { find, node, run } from '../../src/run.mjs';
import { isolation } from '../../src/serve.mjs';
import { chromium, visit } from '../../src/visit.mjs';

const parent = fileURLToPath(new URL('..', import.meta.url));
const next = join(parent, 'node_modules/next/dist/bin/next');
const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

const config = `export default {
  turbopack: { root: ${JSON.stringify(parent)} },
  outputFileTracingRoot: ${JSON.stringify(parent)},
  headers: async () => [{ source: '/:path*', headers: ${JSON.stringify(Object.entries(isolation).map(([key, value]) => ({ key, value })))} }],
};
`;
const layout = `export default ({ children }) => <html><head><link rel="icon" href="data:," /></head><body>{children}</body></html>;\n`;
const page = `'use client';
import { useEffect } from 'react';
import { load as inference } from '../m/model.js';
import { load as training } from '../m/model.train.js';
import { exercise, wishesOf } from '../exercise.js';

export default function Page() {
  useEffect(() => void exercise({ inference, training }, wishesOf(location.href)).then((found) => globalThis.report(found)), []);
  return <p>A page</p>;
}
`;
const route = `import { load as inference } from '../../m/model.js';
import { load as training } from '../../m/model.train.js';
import { exercise } from '../../exercise.js';

export const dynamic = 'force-dynamic';
export const POST = async (request) => Response.json(await exercise({ inference, training }, await request.json()));
`;

/** An application with these files, built. */
async function build(files, flags) {
  const folder = project({ parent });
  for (const name of Object.keys(files)) mkdirSync(join(folder, name, '..'), { recursive: true });
  write(folder, { 'package.json': '{ "type": "module", "private": true }', 'next.config.mjs': config, ...files });
  const { code, stdout, stderr } = await run(folder, node, [next, 'build', ...flags], { env, seconds: 250 });
  if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
  return folder;
}

const browser = chromium();
const inPage = referenceIn(browser);

describe.each([
  ['Turbopack', []],
  ['webpack', ['--webpack']],
])('Next.js, %s', (_, flags) => {
  const started = once(async () => {
    const folder = await build({ 'app/layout.js': layout, 'app/page.js': page, 'app/compute/route.js': route }, flags);
    // As where it is deployed: without the sources.
    rmSync(join(folder, 'm'), { recursive: true });
    const port = await freePort();
    await listen(folder, node, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], `http://127.0.0.1:${port}/`, {
      env,
    });
    return { folder, url: `http://127.0.0.1:${port}` };
  });
  const seen = once(async () => visit(browser(), `${(await started()).url}/`, wishes));
  const computed = once(async () =>
    (await fetch(`${(await started()).url}/compute`, { method: 'POST', body: JSON.stringify(wishes) })).json(),
  );
  const inNode = once(async () =>
    withoutTimes(
      (await find(write(project(), { 'package.json': '{ "type": "module" }' }), node, ['program.js'], wishes)).found,
    ),
  );

  test.each(wishes.map((wish, index) => [wish.module, wish.threads, index]))(
    "a client's component, %s, threads: %i",
    async (_, __, index) => {
      expect(withoutTimes((await seen()).found)[index]).toEqual(inPage(wishes)[index]);
    },
  );

  test.each(wishes.map((wish, index) => [wish.module, wish.threads, index]))(
    "a server's route, %s, threads: %i",
    async (_, __, index) => {
      expect(withoutTimes(await computed())[index]).toEqual((await inNode())[index]);
    },
  );

  test("nothing is on the page's console, and no path of this machine is in what it gets", async () => {
    const { folder } = await started();
    expect((await seen()).said).toEqual([]);
    expect(filesWithPaths(join(folder, '.next/static'), folder)).toEqual([]);
  });

  // By webpack, Next.js 16.4 builds no route of the edge runtime, whatever it imports.
  if (flags.length === 0)
    test('a route of the edge runtime may import a module', async () => {
      const edge = `import { model } from '../../m/model.js';
export const runtime = 'edge';
export const GET = () => Response.json(model.input);
`;
      const folder = await build(
        { 'app/layout.js': layout, 'app/page.js': 'export default () => <p>A page</p>;\n', 'app/shape/route.js': edge },
        flags,
      );
      const port = await freePort();
      await listen(folder, node, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], `http://127.0.0.1:${port}/`, {
        env,
      });
      expect(await (await fetch(`http://127.0.0.1:${port}/shape`)).json()).toEqual([3, 32, 32]);
    });
});
