import { beforeAll } from 'vitest';
import { html, project, write } from './project.mjs';
import { isolation, serve } from './serve.mjs';
import { visit } from './visit.mjs';

/** Every module on one thread and on two. */
export const wishes = ['inference', 'training'].flatMap((module) => [1, 2].map((threads) => ({ module, threads })));

/** The bits of each module in this browser, where it stands as compiled: what bundles have to have. */
export function referenceIn(browser) {
  let found;
  beforeAll(async () => {
    const folder = write(project(), { 'index.html': html('main.js') });
    const { url } = await serve(folder, { headersOf: () => isolation });
    ({ found } = await visit(
      browser(),
      `${url}/`,
      wishes.filter(({ threads }) => threads === 1),
    ));
    for (const { error } of found) if (error) throw new Error(`the modules as compiled do not run: ${error}`);
  });
  return (wanted) =>
    wanted.map(({ module, threads }) => ({ threads, bits: found[module === 'inference' ? 0 : 1].bits }));
}

/** What was found, without the times. */
export const withoutTimes = (found) => found.map((one) => ({ ...one, paused: undefined }));
