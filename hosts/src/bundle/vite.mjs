import { join } from 'node:path';
import { build, createServer } from 'vite';
import { atEnd } from '../at-end.mjs';
import { html, write } from '../project.mjs';
import { isolation } from '../serve.mjs';

const base = { configFile: false, logLevel: 'error', clearScreen: false };

/** `vite build`: the folder to serve. */
export const vite =
  ({ entry = 'main.js', ...options } = {}) =>
  async (folder) => {
    write(folder, { 'index.html': html(`/${entry}`) });
    await build({ ...base, root: folder, worker: { format: 'es' }, build: options });
    return join(folder, 'dist');
  };

/** `vite` as it develops: the page's address. */
export async function viteServer(folder, { entry = 'main.js' } = {}) {
  write(folder, { 'index.html': html(`/${entry}`) });
  const answers = {
    name: 'beacon',
    configureServer: ({ middlewares }) => void middlewares.use('/beacon', (_, response) => response.end()),
  };
  const server = await createServer({
    ...base,
    root: folder,
    plugins: [answers],
    server: { host: '127.0.0.1', headers: isolation },
  });
  await server.listen();
  atEnd(() => server.close());
  return server.resolvedUrls.local[0];
}
