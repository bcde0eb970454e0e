import { join } from 'node:path';
import { build, createServer } from 'vite';
import { html, write } from '../project.mjs';

const base = { configFile: false, logLevel: 'error', clearScreen: false };

/** `vite build`: the folder to serve. */
export const vite = ({ entry = 'main.js', ...options } = {}) => async (folder) => {
  write(folder, { 'index.html': html(`/${entry}`) });
  await build({ ...base, root: folder, worker: { format: 'es' }, build: { target: 'esnext', ...options } });
  return join(folder, 'dist');
};

/** `vite` as it develops: what answers a page's requests, and how to end it. */
export async function viteServer(folder, { entry = 'main.js', headers = {} } = {}) {
  write(folder, { 'index.html': html(`/${entry}`) });
  const server = await createServer({ ...base, root: folder, appType: 'mpa', server: { middlewareMode: true, hmr: false, ws: false, headers } });
  return { middleware: server.middlewares, close: () => server.close() };
}
