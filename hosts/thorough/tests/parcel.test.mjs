import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { once } from '../../src/once.mjs';
import { filesWithPaths, html, project, write } from '../../src/project.mjs';
import { referenceIn, wishes, withoutTimes } from '../../src/reference.mjs';
import { node, run } from '../../src/run.mjs';
import { isolation, serve } from '../../src/serve.mjs';
import { chromium, visit } from '../../src/visit.mjs';

const parent = fileURLToPath(new URL('..', import.meta.url));
const browser = chromium();
const expected = referenceIn(browser);

describe.each(['main.js', 'dynamic.js', 'chosen.js'])('Parcel, %s', (entry) => {
  const seen = once(async () => {
    const folder = write(project({ parent }), { 'index.html': html(entry), 'package.json': '{ "type": "module" }' });
    const { code, stdout, stderr } = await run(
      folder,
      node,
      [
        join(parent, 'node_modules/parcel/lib/bin.js'),
        'build',
        'index.html',
        '--no-cache',
        '--cache-dir',
        '.cache',
        '--no-source-maps',
      ],
      { seconds: 200 },
    );
    if (code !== 0) throw new Error(`${stdout}\n${stderr}`);
    const built = join(folder, 'dist');
    const { url, requests } = await serve(built, { headersOf: () => isolation });
    return {
      folder,
      built,
      requests,
      ...(await visit(
        browser(),
        `${url}/`,
        entry === 'chosen.js' ? wishes.map((wish) => ({ ...wish, given: 'function' })) : wishes,
      )),
    };
  });

  test.each(wishes.map((wish, index) => [wish.module, wish.threads, index]))(
    '%s, threads: %i',
    async (_, __, index) => {
      expect(withoutTimes((await seen()).found)[index]).toEqual(expected(wishes)[index]);
    },
  );

  test('the page runs once, nothing is on its console, and no path of this machine is in it', async () => {
    const { built, folder, requests, said } = await seen();
    expect(requests.filter((path) => path === '/beacon')).toHaveLength(entry === 'chosen.js' ? 0 : 1);
    expect(said).toEqual([]);
    expect(filesWithPaths(built, folder)).toEqual([]);
  });
});
