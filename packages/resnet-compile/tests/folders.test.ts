import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { emptiedByBundler } from '../src/cli/emptied-by-bundler.ts';
import { moduleTypeOf } from '../src/cli/module-type.ts';
import { folderOf, run, type Files } from './command-line.ts';

const home = process.cwd();
afterEach(() => process.chdir(home));

const commonJs = '{ "type": "commonjs" }';

describe('a folder for modules that holds other files', () => {
  const typeIn = (files: Files, out: string): string => {
    process.chdir(folderOf({ 'package.json': commonJs, ...files }));
    try {
      return moduleTypeOf(out).note ?? 'an ES module already';
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each<readonly [string, string, string]>([
    ['require', 'dist/index.js', `require('node:path')`],
    ['module.exports, further below', 'dist/a/b/index.js', 'module.exports = {};'],
    [
      'exports, as TypeScript emits',
      'dist/index.js',
      '"use strict";\nObject.defineProperty(exports, "__esModule", { value: true });',
    ],
    ['__dirname', 'dist/index.js', 'console.log(__dirname);'],
    ['dynamic import beside require', 'dist/index.js', `import('x').then(require('y'));`],
    [
      'a universal module',
      'dist/x.js',
      '(function (root, make) { typeof exports === "object" ? module.exports = make() : root.x = make(); })(this, () => 1);',
    ],
    ['a program without extension', 'dist/tool', `#!/usr/bin/env node\nrequire('node:path');`],
    ['TypeScript that requires', 'dist/x.ts', `import fs = require('node:fs');\nexport = fs;`],
  ])('CommonJS is not broken: %s', (_, file, text) => {
    expect(typeIn({ [file]: text }, 'dist')).toBe(
      `${file} is CommonJS, and compiled modules are ES modules: the package.json with "type": "module" that they need in dist would break it; nothing was written. Choose a folder of their own with --out, e.g. --out compiled.`,
    );
  });

  test.each<readonly [string, Files]>([
    [
      'ES modules',
      {
        'dist/a.js': `import 'node:path';`,
        'dist/b.js': 'export const require = 1;',
        'dist/c.js': `const { createRequire } = await import('node:module');\nexport default createRequire(import.meta.url);`,
      },
    ],
    [
      'names in texts, comments and members',
      { 'dist/a.js': '// require(x)\nconsole.log("module.exports", { exports: 1 }.exports);' },
    ],
    [
      'what says itself what it is',
      { 'dist/a.cjs': 'exports.a = 1;', 'dist/b.cts': 'export = 1;', 'dist/c.d.ts': 'export = c; declare const c: 1;' },
    ],
    [
      'packages below it',
      {
        'dist/sub/package.json': '{}',
        'dist/sub/index.js': 'exports.a = 1;',
        'dist/node_modules/x/index.js': 'exports.a = 1;',
      },
    ],
    ['other files', { 'dist/exports.json': '{}', 'dist/README': 'require', 'dist/tool': '#!/bin/sh\nrequire' }],
    ['nothing', {}],
  ])('%s do not matter', (_, files) => {
    expect(typeIn(files, 'dist')).toBe(
      'wrote dist/package.json with "type": "module", since package.json says "type": "commonjs"',
    );
  });

  test('a folder of sources, and the project itself', () => {
    expect(typeIn({ 'src/a.js': 'exports.a = 1;' }, 'src')).toMatch(/^src\/a\.js is CommonJS/);
    expect(typeIn({ 'a.js': 'exports.a = 1;' }, '.')).toBe(
      'package.json says "type": "commonjs", so that Node would not load the compiled modules beside it as ES modules; nothing was written. Choose another folder with --out: "type": "module" would break a.js, which is CommonJS.',
    );
    expect(typeIn({ 'package.json': '\uFEFF{ "type": "module" }', 'dist/index.js': `require('x')` }, 'dist')).toBe(
      'an ES module already',
    );
  });
});

describe('a bundler that empties the folder', () => {
  const noteIn = (files: Files, out: string): string | undefined => {
    const folder = folderOf({ 'package.json': '{}', ...files });
    mkdirSync(join(folder, out), { recursive: true });
    process.chdir(folder);
    return emptiedByBundler(out);
  };

  test.each<readonly [string, Files, string, command: string, emptied: string, file: string]>([
    ['Vite by its defaults', { 'vite.config.ts': 'export default {}' }, 'dist', 'vite build', 'dist', 'vite.config.ts'],
    [
      'Vite without a configuration',
      { 'package.json': '{ "devDependencies": { "vite": "8" } }' },
      'dist',
      'vite build',
      'dist',
      'package.json',
    ],
    [
      'Vite in a script',
      { 'package.json': '{ "scripts": { "build": "tsc && vite build --outDir web" } }' },
      'web',
      'vite build',
      'web',
      'package.json',
    ],
    [
      'a folder below',
      { 'vite.config.mjs': 'export default {}' },
      'dist/models',
      'vite build',
      'dist',
      'vite.config.mjs',
    ],
    [
      'Vite that writes elsewhere',
      { 'vite.config.ts': `export default { build: { outDir: 'build' } }` },
      'build',
      'vite build',
      'build',
      'vite.config.ts',
    ],
    [
      'Vite with a root',
      { 'vite.config.ts': `export default { root: 'web', build: { outDir: '../dist', emptyOutDir: true } }` },
      'dist',
      'vite build',
      'dist',
      'vite.config.ts',
    ],
    [
      'webpack',
      {
        'webpack.config.js': `module.exports = { output: { path: path.resolve(__dirname, 'build', 'web'), filename: 'x.js', clean: true } };`,
      },
      'build/web',
      'webpack',
      'build/web',
      'webpack.config.js',
    ],
    [
      'webpack by a plugin',
      { 'webpack.prod.js': 'module.exports = { plugins: [new CleanWebpackPlugin()] };' },
      'dist',
      'webpack',
      'dist',
      'webpack.prod.js',
    ],
    [
      'Rsbuild',
      { 'rsbuild.config.ts': `export default { output: { distPath: { root: 'out' } } }` },
      'out',
      'rsbuild build',
      'out',
      'rsbuild.config.ts',
    ],
    [
      'tsup',
      { 'tsup.config.ts': `export default defineConfig({ entry: ['src/index.ts'], clean: true })` },
      'dist',
      'tsup',
      'dist',
      'tsup.config.ts',
    ],
    [
      'Nest',
      { 'nest-cli.json': '{ "compilerOptions": { "deleteOutDir": true } }' },
      'dist',
      'nest build',
      'dist',
      'nest-cli.json',
    ],
  ])('%s', (_, files, out, command, emptied, file) => {
    expect(noteIn(files, out)).toBe(
      `note: ${command} empties ${emptied}, as far as ${file} tells (its text was searched, it was not run), and the compiled modules with it; --out compiled would keep them`,
    );
  });

  test.each<readonly [string, Files, string]>([
    ['no bundler', {}, 'dist'],
    ['Vite that writes elsewhere', { 'vite.config.ts': `export default { build: { outDir: 'build' } }` }, 'dist'],
    ['Vite that is told not to', { 'vite.config.ts': 'export default { build: { emptyOutDir: false } }' }, 'dist'],
    [
      'Vite that is told not to in a script',
      {
        'package.json': '{ "scripts": { "build": "vite build --emptyOutDir false" } }',
        'vite.config.ts': 'export default {}',
      },
      'dist',
    ],
    [
      'Vite out of its root',
      { 'vite.config.ts': `export default { root: 'web', build: { outDir: '../dist' } }` },
      'dist',
    ],
    ['what is computed', { 'vite.config.ts': 'export default { build: { outDir: process.env.OUT } }' }, 'dist'],
    ['a folder of another name', { 'vite.config.ts': 'export default {}' }, 'dist2'],
    [
      'webpack, which only writes',
      { 'webpack.config.js': 'module.exports = { output: { /* clean: true */ } };\n// clean: true' },
      'dist',
    ],
    ['webpack that is told not to', { 'webpack.config.js': 'module.exports = { output: { clean: false } };' }, 'dist'],
    [
      'a configuration above the package',
      { 'vite.config.ts': 'export default {}', 'app/package.json': '{}' },
      'app/dist',
    ],
    [
      'a package of a name like it',
      { 'package.json': '{ "devDependencies": { "vitest": "5" }, "scripts": { "test": "vitest" } }' },
      'dist',
    ],
  ])('is not there: %s', (_, files, out) => {
    expect(noteIn(files, out)).toBeUndefined();
  });
});

test('the command says both in lines of their own, and a pipe that closes early changes nothing', async () => {
  const folder = folderOf({
    'package.json': '{ "devDependencies": { "vite": "8" } }',
    'model.ts': `import { resnet } from 'resnet-compile';\nexport const cnn = resnet({ stages: [1], width: 8, stem: 'cifar', input: [3, 8, 8], classes: 2 });\nexport default cnn;\n`,
  });
  const { code, stdout, stderr } = await run(folder, ['model.ts', '--target', 'js']);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout.match(/^\S.*/gm)).toEqual([
    'dist/model.js',
    'dist/cnn.js',
    expect.stringMatching(/^wrote dist\/package\.json/),
    expect.stringMatching(/^note: vite build empties dist/),
  ]);
});
