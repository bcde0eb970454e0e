import { DataError } from '../data-error.ts';
import { hostModule, nodeModule } from './node-modules.ts';
import { meter, type OnProgress } from './progress.ts';
import { reasonOf } from './reason.ts';

export interface Download {
  readonly url: string;
  /** As the site publishes it, in hexadecimal. */
  readonly md5: string;
  /** Where the file shall be. */
  readonly path: string;
  readonly onProgress?: OnProgress | undefined;
}

/** How often a connection that breaks off is taken up again; each must have brought something. */
const attempts = 5;

/**
 * Downloads a file. What has come lies at `path` + `.part`, from which a later call goes on; only what has the right
 * checksum gets the name `path`.
 * @throws {DataError} where the server refuses, the connection breaks off, or the checksum is another; then the file is deleted.
 */
export async function download({ url, md5, path, onProgress }: Download): Promise<void> {
  const files = nodeModule('fs/promises');
  if (!files)
    throw new DataError(
      `cannot download ${url} here: a page has no file system; serve the unpacked files and name their address as the folder`,
    );
  const { dirname } = hostModule('path');
  await files.mkdir(dirname(path), { recursive: true });
  const part = `${path}.part`;
  for (let attempt = 1; ; attempt++) {
    const before = await sizeOf(part);
    const failure = await fetchRest(url, part, before, onProgress).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) break;
    const after = await sizeOf(part);
    if (!(failure instanceof BrokenOff)) throw failure;
    if (after > before && attempt < attempts) continue;
    throw new DataError(
      `the download of ${url} broke off: ${failure.message}; ${after} bytes are kept in ${part}, call again to go on from there`,
      { cause: failure },
    );
  }
  const found = await md5Of(part);
  if (found !== md5) {
    await files.rm(part, { force: true });
    throw new DataError(
      `${url} has the md5 checksum ${found}; expected ${md5}: it is not what was published, or was damaged on its way; it was deleted, call again to get it anew`,
    );
  }
  await files.rename(part, path);
}

class BrokenOff extends Error {}

/** Appends to `part` what it lacks. */
async function fetchRest(url: string, part: string, before: number, onProgress: OnProgress | undefined): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { 'Accept-Encoding': 'identity', ...(before ? { Range: `bytes=${before}-` } : {}) },
    });
  } catch (error) {
    throw new BrokenOff(reasonOf(error));
  }
  // Nothing lies beyond the end: the file is whole, or not this one; its checksum tells.
  if (response.status === 416) return void (await response.body?.cancel());
  if (!response.ok || !response.body)
    throw new DataError(`cannot download ${url}: the server answered ${response.status} ${response.statusText}`);
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('Content-Range') ?? '');
  // A server without ranges sends all of it.
  const from = response.status === 206 && Number(range?.[1]) === before ? before : 0;
  if (response.status === 206 && from !== before)
    throw new DataError(
      `cannot download ${url}: asked for the bytes from ${before}, the server sent ${response.headers.get('Content-Range')}`,
    );
  const length = response.headers.get('Content-Length');
  const total = length === null ? undefined : from + Number(length);
  const file = await hostModule('fs/promises').open(part, from ? 'r+' : 'w');
  const report = meter(url.slice(url.lastIndexOf('/') + 1), total, onProgress, from);
  let done = from;
  try {
    const reader = response.body.getReader();
    for (;;) {
      const { value, done: ended } = await reader
        .read()
        .catch((error: unknown) => Promise.reject(new BrokenOff(reasonOf(error))));
      if (ended) break;
      await file.write(value, 0, value.length, done);
      done += value.length;
      report(done);
    }
  } finally {
    await file.close();
  }
  if (total !== undefined && done < total) throw new BrokenOff(`${done} of ${total} bytes came`);
  report(done, true);
}

const sizeOf = (path: string): Promise<number> =>
  hostModule('fs/promises')
    .stat(path)
    .then(
      ({ size }) => size,
      () => 0,
    );

async function md5Of(path: string): Promise<string> {
  const hash = hostModule('crypto').createHash('md5');
  for await (const chunk of chunksOf(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** A file's bytes, a piece at a time. */
export async function* chunksOf(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await hostModule('fs/promises').open(path);
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(new Uint8Array(2 ** 18), 0, 2 ** 18);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
