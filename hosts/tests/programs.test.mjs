import { build as esbuild } from 'esbuild';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rollup } from 'rollup';
import { build as vite } from 'vite';
import { describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { once } from '../src/once.mjs';
import { filesWithPaths, project, write } from '../src/project.mjs';
import { wishes as plain, withoutTimes } from '../src/reference.mjs';
import { find, node, node20 } from '../src/run.mjs';
import { cases } from '../src/thorough.mjs';

// On the caller's thread, as is the default in Node, and off it.
const wishes = [...plain, ...plain.map((wish) => ({ ...wish, worker: true }))];

const withEsbuild = (options) => (folder, outfile) =>
  esbuild({
    absWorkingDir: folder,
    entryPoints: ['program.js'],
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    ...options,
  });
const withRollup = (format) => async (folder, file) =>
  (await rollup({ input: join(folder, 'program.js'), onLog: () => {} })).write({ file, format, codeSplitting: false });
const withWebpack = (options) => async (folder, file) => {
  const [, path, filename] = /(.*)\/(.*)/.exec(file);
  const stats = await promisify(webpack)({
    mode: 'production',
    target: 'node',
    context: folder,
    entry: './program.js',
    performance: false,
    ...options,
    output: { path, filename, ...options.output },
  });
  if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
};
const withVite = (folder, file) =>
  vite({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: 'program.js',
      outDir: join(file, '..'),
      rollupOptions: { output: { entryFileNames: 'program.mjs' } },
    },
  });

// Programs of Node in one file, which runs far from where it was made.
const forms = {
  'as compiled': undefined,
  'esbuild esm': ['program.mjs', withEsbuild({ format: 'esm' })],
  'esbuild esm, minified': ['program.mjs', withEsbuild({ format: 'esm', minify: true })],
  'esbuild esm, called as the module': ['model.js', withEsbuild({ format: 'esm' })],
  'esbuild cjs': ['program.cjs', withEsbuild({ format: 'cjs' })],
  'esbuild cjs, minified': ['program.cjs', withEsbuild({ format: 'cjs', minify: true })],
  'Rollup es': ['program.mjs', withRollup('es')],
  'Rollup cjs': ['program.cjs', withRollup('cjs')],
  webpack: ['program.cjs', withWebpack({})],
  'webpack, a module': ['program.mjs', withWebpack({ experiments: { outputModule: true }, output: { module: true } })],
  'Vite, for a server': ['program.mjs', withVite],
};

const hosts = [
  ['Node', node, cases(forms, /^Rollup|webpack, a module/)],
  ...(node20 ? [['Node 20', node20, cases(forms, /minified|called|Rollup|webpack|Vite/)]] : []),
];

describe.each(hosts)('%s', (_, program, forms) => {
  /** What the modules as compiled find on one thread. */
  const expected = once(async () => {
    const { found } = await find(
      project(),
      program,
      ['program.js'],
      plain.filter(({ threads }) => threads === 1),
    );
    expect(found.map(({ error }) => error)).toEqual([undefined, undefined]);
    return wishes.map(({ module, threads }) => ({ threads, bits: found[module === 'inference' ? 0 : 1].bits }));
  });

  describe.each(forms)('%s', (_, form) => {
    const ran = once(async () => {
      const folder = write(project(), { 'package.json': '{ "type": "module" }' });
      if (!form) return { folder, ...(await find(folder, program, ['program.js'], wishes)) };
      const [name, bundle] = form;
      await bundle(folder, join(folder, 'out', name));
      const away = write(project(), { 'package.json': '{ "type": "module" }' });
      cpSync(join(folder, 'out'), join(away, 'out'), { recursive: true });
      for (const gone of [folder, join(away, 'm')]) rmSync(gone, { recursive: true });
      return { folder, out: join(away, 'out'), ...(await find(away, program, [join('out', name)], wishes)) };
    });

    test.each(wishes.map((wish, index) => [wish.module, wish.threads, wish.worker, index]))(
      '%s, threads: %i, worker: %s',
      async (_, __, ___, index) => {
        expect(withoutTimes((await ran()).found)[index]).toEqual((await expected())[index]);
      },
    );

    test('the program runs once, and nothing else is printed', async () => {
      const { printed, stderr } = await ran();
      expect(printed).toEqual(['setup runs']);
      expect(stderr).toBe('');
    });

    if (form)
      test('no path of this machine is in it', async () => {
        const { out, folder } = await ran();
        expect(filesWithPaths(out, folder)).toEqual([]);
      });
  });
});
