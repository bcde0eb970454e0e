import { build } from 'esbuild';
import { join } from 'node:path';
import { html, write } from '../project.mjs';

/** As a page: the folder to serve. */
export const esbuild =
  ({ entry = 'main.js', format, name = 'bundle', ...options }) =>
  async (folder) => {
    const out = join(folder, 'dist');
    await build({
      absWorkingDir: folder,
      entryPoints: { [name]: entry },
      outdir: out,
      bundle: true,
      format,
      logLevel: 'error',
      logOverride: { 'empty-import-meta': 'silent' },
      ...options,
    });
    return write(out, { 'index.html': html(`${name}.js`, format === 'esm' ? 'module' : 'script') });
  };
