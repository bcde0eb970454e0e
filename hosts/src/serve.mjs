import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { atEnd } from './at-end.mjs';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' };

/** What a page needs to share memory with its workers. */
export const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** Serves a folder: its address, the paths that were asked for, and what is posted, by path. `headersOf`: the headers besides, by path. */
export async function serve(folder, { headersOf = () => ({}) } = {}) {
  const requests = [];
  const posted = new Map();
  const postedTo = (path) => posted.get(path) ?? posted.set(path, Promise.withResolvers()).get(path);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    requests.push(path);
    for (const [name, value] of Object.entries(headersOf(path))) response.setHeader(name, value);
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      postedTo(path).resolve(body);
      return response.end();
    }
    const file = path.endsWith('/') ? `${path}index.html` : path;
    const content = await readFile(join(folder, file)).catch(() => undefined);
    response
      .writeHead(content ? 200 : 404, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
      .end(content);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const posts = async (path, seconds) => {
    const late = setTimeout(
      () => postedTo(path).reject(new Error(`nothing was posted to ${path} within ${seconds} s`)),
      seconds * 1000,
    );
    return JSON.parse(await postedTo(path).promise.finally(() => clearTimeout(late)));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, requests, posts };
}
