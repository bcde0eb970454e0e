import { join } from 'node:path';
import { promisify } from 'node:util';
import bundler from 'webpack';
import { html, write } from '../project.mjs';

/** As a page: the folder to serve. */
export const webpack =
  ({ entry = 'main.js', name = 'bundle', ...options } = {}) =>
  async (folder) => {
    const out = join(folder, 'dist');
    const stats = await promisify(bundler)({
      mode: 'production',
      context: folder,
      entry: { [name]: `./${entry}` },
      output: { path: out },
      performance: false,
      ...options,
    });
    if (stats.hasErrors()) throw new Error(stats.toString('errors-only'));
    return write(out, { 'index.html': html(`${name}.js`, 'script') });
  };
