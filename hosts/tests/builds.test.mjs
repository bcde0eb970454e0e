import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { esbuild as pageByEsbuild } from '../src/bundle/esbuild.mjs';
import { rollup } from '../src/bundle/rollup.mjs';
import { vite } from '../src/bundle/vite.mjs';
import { webpack } from '../src/bundle/webpack.mjs';
import { project, write } from '../src/project.mjs';
import { node, run } from '../src/run.mjs';

describe("a page that asks for a model's shapes alone has no kernels", () => {
  test.each(
    Object.entries({
      esbuild: pageByEsbuild({ format: 'esm', minify: true, entry: 'shapes.js' }),
      Rollup: rollup({ format: 'es', entry: 'shapes.js' }),
      Vite: vite({ entry: 'shapes.js' }),
      webpack: webpack({ entry: 'shapes.js' }),
    }).flatMap(([name, bundle]) => ['model.js', 'model.train.js'].map((file) => [name, file, bundle])),
  )('%s, %s', async (_, file, bundle) => {
    const out = await bundle(
      write(project(), {
        'shapes.js': `import { model } from './m/${file}'; document.title = JSON.stringify(model.input);`,
      }),
    );
    const scripts = readdirSync(out, { recursive: true })
      .filter((name) => name.endsWith('.js'))
      .map((name) => join(out, name));
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.map((path) => statSync(path).size).reduce((sum, size) => sum + size)).toBeLessThan(10_000);
  });
});

describe('the tool and Vite, which both write to dist', () => {
  const compiled = async (...options) => {
    const folder = project();
    rmSync(join(folder, 'm'), { recursive: true });
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(
      fileURLToPath(new URL('../../packages/resnet-compile', import.meta.url)),
      join(folder, 'node_modules/resnet-compile'),
    );
    write(folder, {
      'model.ts': readFileSync(new URL('../fixtures/model.ts', import.meta.url)),
      'package.json': '{ "type": "module" }',
      'vite.config.js': '',
    });
    const { code, stdout, stderr } = await run(folder, node, [
      join(folder, 'node_modules/resnet-compile/dist/cli/main.js'),
      'model.ts',
      ...options,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const [written] = readdirSync(folder, { recursive: true }).filter(
      (name) => name.endsWith('model.js') && !name.includes('node_modules'),
    );
    write(folder, { 'main.js': `import { load } from './${written}'; globalThis.network = load();` });
    return { folder, written, notes: stdout.split('\n').filter((line) => line.includes('--out')) };
  };

  test('one line says that a build will empty the folder, and it does', async () => {
    const { folder, written, notes } = await compiled();
    expect(notes).toEqual([expect.stringMatching(/dist.*vite\.config\.js.*--out/)]);
    await vite()(folder);
    expect(existsSync(join(folder, written))).toBe(false);
  });

  test('in another folder, a page is built twice', async () => {
    const { folder, written, notes } = await compiled('--out', 'networks');
    expect(notes).toEqual([]);
    for (let time = 0; time < 2; time++) {
      await vite()(folder);
      expect(existsSync(join(folder, written))).toBe(true);
    }
  });
});
