import { baseOfPage, nodeModule } from './workers/host.ts';

/** Bytes that have arrived, and of how many; undefined where nobody says how many there are. */
export interface Arrived {
  readonly loaded: number;
  readonly total: number | undefined;
}

/** How a file is read. */
export interface Reading {
  readonly signal?: AbortSignal | undefined;
  readonly onBytes?: ((arrived: Arrived) => void) | undefined;
}

/** The bytes of a file by path or URL; nobody else has them. @throws {Error} that says of which, and why not; the signal's reason. */
export async function readPlace(place: string, reading: Reading): Promise<Uint8Array> {
  try {
    return await readFileOrUrl(place, reading);
  } catch (error) {
    reading.signal?.throwIfAborted();
    throw new Error(`cannot read the weights ${place}: ${reasonOf(error as Error)}`, { cause: error });
  }
}

async function readFileOrUrl(place: string, { signal, onBytes }: Reading): Promise<Uint8Array> {
  const files = nodeModule<{
    readFile(path: string | URL, options: { signal: AbortSignal | undefined }): Promise<Uint8Array>;
  }>('fs/promises');
  if (files && isFile(place)) {
    const bytes = await files.readFile(place.startsWith('file:') ? new URL(place) : place, { signal });
    onBytes?.({ loaded: bytes.length, total: bytes.length });
    return bytes;
  }
  const response = await fetch(absolute(place), signal ? { signal } : {});
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trimEnd());
  return onBytes && response.body
    ? readStream(response.headers, response.body, onBytes)
    : new Uint8Array(await response.arrayBuffer());
}

const isFile = (place: string): boolean => !/^[a-z][a-z0-9+.-]+:/i.test(place) || place.startsWith('file:');

/** An address as it is from everywhere: a worker has another base than its page. */
export const absolute = (place: string): string => {
  const base = baseOfPage() ?? (globalThis as { location?: { href: string } }).location?.href;
  return base === undefined ? place : new URL(place, base).href;
};

async function readStream(
  headers: Headers,
  body: ReadableStream<Uint8Array>,
  onBytes: (arrived: Arrived) => void,
): Promise<Uint8Array> {
  // What is encoded has another length on its way.
  const said = headers.get('content-encoding') ? NaN : Number(headers.get('content-length') ?? NaN);
  const total = Number.isSafeInteger(said) ? said : undefined;
  const parts: Uint8Array[] = [];
  let loaded = 0;
  for (const reader = body.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    loaded += value.length;
    onBytes({ loaded, total });
  }
  const bytes = new Uint8Array(loaded);
  parts.reduce((start, part) => (bytes.set(part, start), start + part.length), 0);
  return bytes;
}

/** Why something failed, with what lies behind: of a fetch, the message alone says nothing. */
function reasonOf({ message, cause, ...error }: Error): string {
  const inner = cause instanceof Error ? reasonOf(cause) : ((error as { code?: string }).code ?? '');
  return inner && !message.includes(inner) ? [message, inner].filter(Boolean).join(': ') : message;
}
