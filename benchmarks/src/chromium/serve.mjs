import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname } from 'node:path';
import { cache } from '../cache.mjs';

const folders = {
  '/src/': new URL('../', import.meta.url),
  '/cache/': cache,
  '/onnxruntime-web/': new URL('../../node_modules/onnxruntime-web/dist/', import.meta.url),
};

const types = { '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };

const page = `<!doctype html><title>benchmark</title>
<script type="importmap">{ "imports": { "onnxruntime-web": "/onnxruntime-web/ort.wasm.min.mjs" } }</script>
<script type="module" src="/src/chromium/in-page.mjs"></script>
`;

/** What makes a page cross-origin isolated, which threads need. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Serves the page, and what it loads, to this machine. */
export async function serve() {
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    if (pathname === '/') return response.writeHead(200, { ...isolation, 'Content-Type': 'text/html' }).end(page);
    const [prefix, folder] = Object.entries(folders).find(([start]) => pathname.startsWith(start)) ?? [];
    const file = folder && new URL(pathname.slice(prefix.length), folder);
    if (!file || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { ...isolation, 'Content-Type': types[extname(pathname)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
