import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What was asked, in order. */
export interface Asked {
  /** The origin that was asked: the endpoint's, or the storage's. */
  readonly at: string;
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly range: string | undefined;
}

/** Answers in place of the server; those that are given are used up one after the other. */
export type Answer = (response: ServerResponse, file: Uint8Array, request: IncomingMessage) => void;

/** A server with the hub's layout, as far as downloads ask for it. */
export interface TestHub {
  readonly url: string;
  /** Where large files lie: another origin. */
  readonly storage: string;
  readonly asked: Asked[];
  readonly files: Map<string, Uint8Array>;
  /** For the next requests for bytes, HEAD left out; `storage` and the endpoint alike. */
  readonly next: Answer[];
  /** For whatever is asked. */
  always: Answer | undefined;
  /** Headers of every answer to HEAD, and of redirects. */
  headers: (file: Uint8Array) => Readonly<Record<string, string>>;
  readonly close: () => void;
}

export const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const crossOrigin = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': 'Authorization, *',
  'Access-Control-Expose-Headers': '*',
};

const listen = async (listener: RequestListener): Promise<[Server, string]> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
};

/** Sends a file, or what a range asks of it. */
export const send: Answer = (response, file, request) => {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? NaN);
  if (Number.isNaN(from))
    return void response.writeHead(200, { ...crossOrigin, 'Content-Length': file.length }).end(file);
  if (from >= file.length)
    return void response.writeHead(416, { ...crossOrigin, 'Content-Range': `bytes */${file.length}` }).end();
  const part = file.subarray(from);
  response.writeHead(206, {
    ...crossOrigin,
    'Content-Length': part.length,
    'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}`,
  });
  response.end(part);
};

/** Sends up to that byte of the file, and closes the connection. */
export const cutAt =
  (end: number): Answer =>
  (response, file, request) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from ? 206 : 200, {
      ...crossOrigin,
      'Content-Length': file.length - from,
      ...(from ? { 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}` } : {}),
    });
    response.write(file.subarray(from, end), () => setTimeout(() => response.destroy(), 20));
  };

/** @param api whether the repository can be listed; @param redirects whether files lie at another origin */
export async function serveHub(
  files: Readonly<Record<string, Uint8Array>>,
  { api = true, redirects = true }: { readonly api?: boolean; readonly redirects?: boolean } = {},
): Promise<TestHub> {
  const held = new Map(Object.entries(files));
  const fileOf = (url: string): Uint8Array | undefined => {
    const [, repository, path] = /^\/([\w.-]+\/[\w.-]+)\/resolve\/[\w%]+\/(.+)$/.exec(url) ?? [];
    return held.get(`${repository}/${path}`);
  };
  const note = (at: string, { method = '', url = '', headers }: IncomingMessage): void =>
    void hub.asked.push({ at, method, url, authorization: headers.authorization, range: headers.range });
  const [storageServer, storage] = await listen((request, response) => {
    note(storage, request);
    if (request.method === 'OPTIONS') return void response.writeHead(204, crossOrigin).end();
    const file = fileOf(request.url ?? '') ?? new Uint8Array();
    if (request.method === 'HEAD')
      return void response.writeHead(200, { ...crossOrigin, 'Content-Length': file.length }).end();
    (hub.next.shift() ?? send)(response, file, request);
  });
  const [server, url] = await listen((request, response) => {
    note(url, request);
    const { url: asked = '', method } = request;
    if (method === 'OPTIONS') return void response.writeHead(204, crossOrigin).end();
    const file = fileOf(asked);
    if (hub.always) return hub.always(response, file ?? new Uint8Array(), request);
    const repository = /^\/api\/models\/([\w.-]+\/[\w.-]+)\/revision\/[\w%]+\?blobs=true$/.exec(asked)?.[1];
    const own = [...held].flatMap(([name, bytes]) =>
      name.startsWith(`${repository}/`)
        ? [
            {
              rfilename: name.slice(name.split('/', 2).join('/').length + 1),
              size: bytes.length,
              lfs: { sha256: digest(bytes) },
            },
          ]
        : [],
    );
    if (api && own.length)
      return void response
        .writeHead(200, { ...crossOrigin, 'Content-Type': 'application/json' })
        .end(JSON.stringify({ siblings: own }));
    if (!file)
      return void response
        .writeHead(404, { ...crossOrigin, ...(asked.startsWith('/api/') ? {} : { 'X-Error-Code': 'EntryNotFound' }) })
        .end('Not Found');
    if (redirects)
      return void response.writeHead(302, { ...crossOrigin, ...hub.headers(file), Location: storage + asked }).end();
    if (method === 'HEAD')
      return void response
        .writeHead(200, { ...crossOrigin, ...hub.headers(file), 'Content-Length': file.length })
        .end();
    (hub.next.shift() ?? send)(response, file, request);
  });
  const hub: TestHub = {
    url,
    storage,
    asked: [],
    files: held,
    next: [],
    always: undefined,
    headers: (file) => ({
      'X-Linked-ETag': `"${digest(file)}"`,
      'X-Linked-Size': String(file.length),
      'X-Repo-Commit': 'a'.repeat(40),
    }),
    close() {
      for (const each of [server, storageServer]) {
        each.closeAllConnections();
        each.close();
      }
    },
  };
  return hub;
}
