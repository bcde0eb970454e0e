import { WeightsError } from '../safetensors.ts';
import { sha256 } from './digest.ts';
import { addressOf } from './find-file.ts';
import type { HubCache } from './hub-cache.ts';
import type { HubSettings } from './hub-options.ts';
import { Interrupted } from './interrupted.ts';
import { isDigest, type HubFile } from './list-files.ts';
import { persist } from './persist.ts';
import { Pieces } from './pieces.ts';
import { piecesOf } from './read-body.ts';
import { refusal } from './refusal.ts';
import { request } from './request.ts';
import type { StopSignal } from './stop-signal.ts';
import { watch } from './watch.ts';

/** How a download is done. */
export interface Downloading {
  readonly cache: HubCache;
  /** Where what has come is kept until all has; undefined: nowhere. */
  readonly partial: string | undefined;
  /** Bytes that a file has at most whose length nobody says. */
  readonly most: number;
  readonly tries: number;
  readonly signal: StopSignal | undefined;
  readonly onBytes: (loaded: number, total: number | undefined) => void;
}

/**
 * Downloads a file of which `file` says what is known. What breaks off is taken up again by range, in a later call too; where
 * the file is not what the hub says it is, it is downloaded anew, once.
 *
 * @throws {WeightsError} for what stays wrong, {Interrupted} where the connection does, the signal's reason.
 */
export async function download(
  file: HubFile,
  settings: HubSettings,
  how: Downloading,
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces = new Pieces(how.cache, how.partial);
  await pieces.restore(file.size);
  for (let isSecond = false; ; isSecond = true) {
    await persist((progress) => fetchRest(file, settings, pieces, how, progress), how.tries, how.signal);
    const bytes = pieces.bytes();
    const found = isDigest(file.etag) ? await sha256(bytes) : undefined;
    await pieces.clear();
    if (found === undefined || found === file.etag) return bytes;
    if (isSecond)
      throw new WeightsError(
        `${addressOf(settings, file.path)} has the SHA-256 ${found}; expected ${file.etag}, as the hub says: it is not what was published, or was damaged on its way, twice; ask its owner, or use another mirror`,
      );
  }
}

/** Adds to `pieces` what they lack. */
async function fetchRest(
  file: HubFile,
  settings: HubSettings,
  pieces: Pieces,
  { partial, most, signal, onBytes }: Downloading,
  progress: () => void,
): Promise<void> {
  if (file.size !== undefined && pieces.length === file.size) return onBytes(file.size, file.size);
  const address = addressOf(settings, file.path);
  const watching = watch(settings.timeout, signal);
  try {
    const before = pieces.length;
    // `Accept-Encoding` is not a page's to say; there it is left out without a word.
    const headers = { 'Accept-Encoding': 'identity', ...(before ? { Range: `bytes=${before}-` } : {}) };
    const { response, etag, size, length } = await request(address, settings, { method: 'GET', headers }, watching);
    if (!response.ok && response.status !== 416) throw await refusal(response, settings, file.path);
    if (file.etag !== undefined && etag !== undefined && etag !== file.etag)
      throw new WeightsError(`${address} became another file during the download; load it again`);
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(response.headers.get('Content-Range') ?? '');
    const ofRange = range && range[2] !== '*' ? Number(range[2]) : undefined;
    // Nothing lies beyond the end.
    if (response.status === 416 && ofRange === before && (file.size ?? before) === before) return;
    if (response.status === 416 || (response.status === 206 && Number(range?.[1]) !== before)) {
      await pieces.clear();
      throw new Interrupted(`the bytes from ${before} were asked for, and others came`);
    }
    // A server without ranges sends all of it.
    if (response.status !== 206) await pieces.clear();
    const said = [...new Set([file.size, ofRange, size, length].filter((bytes) => bytes !== undefined))];
    const [total] = said;
    if (said.length > 1)
      throw new WeightsError(
        `${address} has ${said.join(' bytes, or ')} bytes, by what the server says in one place and another; try again, or use another mirror`,
      );
    for await (const piece of piecesOf(response, watching)) {
      if (pieces.length + piece.length > (total ?? most)) {
        await pieces.clear();
        throw new WeightsError(
          `${address} sends more than ${total === undefined ? `${most} bytes, and says no length` : `the ${total} bytes that it should have`}; try again, or use another mirror`,
        );
      }
      await pieces.add(piece);
      if (pieces.isFurther()) progress();
      onBytes(pieces.length, total);
    }
    if (total !== undefined && pieces.length < total) throw new Interrupted(`the connection was closed`);
  } catch (error) {
    throw error instanceof Interrupted
      ? new Interrupted(`${error.message}${after(pieces.length, file.size, partial !== undefined)}`, error)
      : error;
  } finally {
    watching.end();
    await pieces.keep();
  }
}

const after = (length: number, of: number | undefined, isKept: boolean): string =>
  length === 0
    ? ''
    : `, after ${length}${of === undefined ? '' : ` of ${of}`} bytes${isKept ? '; they are kept, and the next call goes on from there' : ''}`;
