import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Behaviour {
  /** Bytes after which each answer's connection is cut, in order; later answers are whole. */
  readonly cuts?: readonly number[];
  readonly ranges?: boolean;
  readonly status?: number;
  /** Whether answers say how long they are. */
  readonly length?: boolean;
}

export interface FileServer {
  readonly url: string;
  /** The `Range` headers that came, '' where there was none. */
  readonly asked: string[];
}

/** Serves `files` by name, and fails as it is told to. */
export async function serveFiles(
  files: Readonly<Record<string, Uint8Array>>,
  { cuts = [], ranges = true, status, length = true }: Behaviour = {},
): Promise<FileServer> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    const cut = cuts[asked.length];
    asked.push(request.headers.range ?? '');
    const file = files[request.url!.slice(1)];
    if (status !== undefined || !file) return void response.writeHead(status ?? 404).end();
    const from = ranges ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    if (from >= file.length && from > 0)
      return void response.writeHead(416, { 'Content-Range': `bytes */${file.length}` }).end();
    response.writeHead(from ? 206 : 200, {
      ...(length ? { 'Content-Length': String(file.length - from) } : {}),
      ...(from ? { 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
    });
    if (cut === undefined) return void response.end(file.subarray(from));
    // Long enough for what was sent to be read, however busy the machine is.
    response.write(file.subarray(from, from + cut), () => setTimeout(() => response.destroy(), 500));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
