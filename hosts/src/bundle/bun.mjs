import { join } from 'node:path';
import { html, write } from '../project.mjs';
import { bun as program, run } from '../run.mjs';

/** As a page: the folder to serve. */
export const bun =
  (...flags) =>
  async (folder) => {
    const { code, stderr } = await run(folder, program, [
      'build',
      'main.js',
      '--outdir',
      'dist',
      '--target',
      'browser',
      ...flags,
    ]);
    if (code !== 0) throw new Error(stderr);
    return write(join(folder, 'dist'), { 'index.html': html('main.js') });
  };
