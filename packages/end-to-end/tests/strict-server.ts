import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'`;
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
};

export interface StrictServer {
  readonly url: string;
  /** What the page posts to /result. */
  readonly result: Promise<unknown>;
  /** Resolves with the violations of the policy that were reported, in pages and workers, once one mentions `last`. */
  readonly violations: (last: string) => Promise<readonly string[]>;
  readonly close: () => void;
}

/** What a page needs to share memory with its workers. */
const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** Serves a folder under a strict Content-Security-Policy; `isolated`: its pages are cross-origin isolated. */
export async function serveStrictly(folder: string, { isolated = false } = {}): Promise<StrictServer> {
  const reported: string[] = [];
  const posted = new EventTarget();
  let post: (found: unknown) => void;
  const result = new Promise<unknown>((resolve) => (post = resolve));
  const server = createServer(async (request, response) => {
    const path = new URL(request.url!, 'http://localhost').pathname;
    if (request.method === 'POST') {
      let body = '';
      for await (const chunk of request.setEncoding('utf8')) body += chunk;
      response.end();
      if (path === '/result') return post(JSON.parse(body));
      reported.push(body);
      return void posted.dispatchEvent(new Event('report'));
    }
    const content = await readFile(join(folder, path)).catch(() => undefined);
    response.writeHead(content ? 200 : 404, {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Content-Security-Policy': `${policy}; report-uri /violation`,
      ...(isolated ? isolation : {}),
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    result,
    violations: (last) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (reported.some((report) => report.includes(last))) resolve([...reported]);
        };
        posted.addEventListener('report', look);
        look();
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
