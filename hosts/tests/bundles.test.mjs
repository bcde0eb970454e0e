import { describe, expect, test } from 'vitest';
import { bun } from '../src/bundle/bun.mjs';
import { esbuild } from '../src/bundle/esbuild.mjs';
import { rollup } from '../src/bundle/rollup.mjs';
import { vite } from '../src/bundle/vite.mjs';
import { webpack } from '../src/bundle/webpack.mjs';
import { once } from '../src/once.mjs';
import { filesWithPaths, project } from '../src/project.mjs';
import { referenceIn, wishes, withoutTimes } from '../src/reference.mjs';
import { isolation, serve } from '../src/serve.mjs';
import { cases } from '../src/thorough.mjs';
import { chromium, visit } from '../src/visit.mjs';

// Each bundler in each of its forms. `habit`: what the page's code does besides, in `project.mjs`.
const forms = {
  Vite: { bundle: vite() },
  'Vite, for the newest browsers': { bundle: vite({ target: 'esnext' }) },
  'Vite, import()': { bundle: vite({ entry: 'dynamic.js' }) },
  'Vite, no element and no preload': { bundle: vite({ modulePreload: { polyfill: false } }), habit: 'nothing' },
  'Vite, no element': { bundle: vite(), habit: 'nothing' },
  'Vite, the page hears messages': { bundle: vite({ modulePreload: { polyfill: false } }), habit: 'onmessage' },
  'Vite, not minified': { bundle: vite({ minify: false }) },
  'Vite, the bundle is called as the module': {
    bundle: vite({ rollupOptions: { output: { entryFileNames: 'model.js' } } }),
  },
  'esbuild esm': { bundle: esbuild({ format: 'esm' }) },
  'esbuild esm, minified': { bundle: esbuild({ format: 'esm', minify: true }) },
  'esbuild esm, split': { bundle: esbuild({ format: 'esm', splitting: true, entry: 'dynamic.js' }) },
  'esbuild esm, the bundle is called as the module': { bundle: esbuild({ format: 'esm', name: 'model' }) },
  'esbuild iife': { bundle: esbuild({ format: 'iife' }) },
  'esbuild iife, import()': { bundle: esbuild({ format: 'iife', entry: 'dynamic.js' }) },
  'esbuild cjs': { bundle: esbuild({ format: 'cjs' }) },
  Bun: { bundle: bun() },
  'Bun, minified': { bundle: bun('--minify') },
  'Rollup es': { bundle: rollup({ format: 'es' }) },
  'Rollup es, import()': { bundle: rollup({ format: 'es', entry: 'dynamic.js' }) },
  'Rollup iife': { bundle: rollup({ format: 'iife' }) },
  webpack: { bundle: webpack() },
  'webpack, import()': { bundle: webpack({ entry: 'dynamic.js' }) },
  'webpack, for development': { bundle: webpack({ mode: 'development' }) },
  'webpack, the bundle is called as the module': { bundle: webpack({ name: 'model' }) },
};

const browser = chromium();
const expected = referenceIn(browser);

describe.each(cases(forms, /^(Rollup|Bun|webpack, (import|the bundle))/))('%s', (_, { bundle, habit }) => {
  const seen = once(async () => {
    const folder = project({ habit });
    const built = await bundle(folder);
    const { url, requests } = await serve(built, { headersOf: () => isolation });
    return { folder, built, requests, ...(await visit(browser(), `${url}/`, wishes)) };
  });

  test.each(wishes.map((wish, index) => [wish.module, wish.threads, index]))(
    '%s, threads: %i',
    async (_, __, index) => {
      expect(withoutTimes((await seen()).found)[index]).toEqual(expected(wishes)[index]);
    },
  );

  test('the page runs once, hears nothing of ours, and nothing is on its console', async () => {
    const { requests, heard, said } = await seen();
    expect(requests.filter((path) => path === '/beacon')).toHaveLength(1);
    expect(heard).toEqual([]);
    expect(said).toEqual([]);
  });

  test('no path of this machine is in it', async () => {
    const { built, folder } = await seen();
    expect(filesWithPaths(built, folder)).toEqual([]);
  });
});
