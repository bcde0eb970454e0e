import { join } from 'node:path';
import { rollup as bundle } from 'rollup';
import { html, write } from '../project.mjs';

/** As a page: the folder to serve. */
export const rollup =
  ({ entry = 'main.js', format, name = 'bundle' }) =>
  async (folder) => {
    const out = join(folder, 'dist');
    const built = await bundle({ input: join(folder, entry), onLog: () => {} });
    await built.write({
      dir: out,
      format,
      entryFileNames: `${name}.js`,
      ...(format === 'iife' ? { name: 'page', codeSplitting: false } : {}),
    });
    await built.close();
    return write(out, { 'index.html': html(`${name}.js`, format === 'es' ? 'module' : 'script') });
  };
