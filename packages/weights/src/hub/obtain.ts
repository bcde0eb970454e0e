import { WeightsError } from '../safetensors.ts';
import type { Arrived } from './arrived.ts';
import { sha256 } from './digest.ts';
import { download } from './download.ts';
import { fileCache } from './file-cache.ts';
import { findFile } from './find-file.ts';
import { noCache, type HubCache } from './hub-cache.ts';
import type { HubSettings } from './hub-options.ts';
import { Interrupted } from './interrupted.ts';
import { isDigest, type HubFile } from './list-files.ts';
import type { Obtained, ObtainedFiles } from './obtained.ts';
import { pageCache } from './page-cache.ts';
import { shardsOf } from './shards.ts';
import { stopIfAsked, type StopSignal } from './stop-signal.ts';

/** What is remembered of a revision: its files of weights, and where their bytes are kept. */
interface Remembered {
  readonly files: readonly {
    readonly path: string;
    readonly name: string;
    readonly size: number;
    /** Undefined where the host computes none. */
    readonly digest?: string | undefined;
  }[];
}

/** How it is asked for. */
export interface Obtaining {
  readonly signal: StopSignal | undefined;
  readonly onProgress: ((arrived: Arrived) => void) | undefined;
  /** Bytes that a file has at most whose length nobody says. */
  readonly most: number;
}

/** Tries in a row that bring nothing. */
const tries = 4;

/**
 * The files of weights of a revision: one, or an index and its shards. The network is asked each time what the
 * revision is now, but for a commit, which stays what it is; where it does not answer, or refuses, what is in the cache will do.
 *
 * @throws {WeightsError} that says why they cannot be had; the signal's reason.
 */
export async function obtain(settings: HubSettings, how: Obtaining): Promise<ObtainedFiles> {
  const cache = await cacheOf(settings);
  const folder = `${settings.endpoint.replace(/^https?:\/\//, '').replaceAll('/', ' ')}/${settings.repository.replace('/', '--')}`;
  const record = `${folder}/refs/${encodeURIComponent(settings.revision)}/${encodeURIComponent(settings.file ?? 'weights')}`;
  const remembered = await recall(cache, record);
  const fromCache = async (): Promise<ObtainedFiles | undefined> => {
    const files = remembered && (await readAll(cache, remembered));
    const total = files?.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (total !== undefined) how.onProgress?.({ loaded: total, total });
    return files;
  };
  const isCommit = /^[0-9a-f]{40}$/.test(settings.revision);
  if (isCommit || settings.offline) {
    const files = await fromCache();
    if (files) return files;
    if (settings.offline)
      throw new WeightsError(
        `${settings.repository} is not in the cache at ${settings.revision}, and nothing else may be asked (offline, or HF_HUB_OFFLINE); load it once with the network`,
      );
  }
  try {
    const { files, memory } = await bring(settings, how, cache, folder, remembered ? 1 : tries);
    await cache.write(record, new TextEncoder().encode(JSON.stringify(memory)));
    return files;
  } catch (error) {
    stopIfAsked(how.signal);
    if (!(error instanceof Interrupted || error instanceof WeightsError)) throw error;
    const files = await fromCache();
    if (files) return files;
    throw error instanceof WeightsError
      ? error
      : new WeightsError(`cannot load ${settings.repository} from ${settings.endpoint}: ${error.message}`, {
          cause: error,
        });
  }
}

async function cacheOf({ cache }: HubSettings): Promise<HubCache> {
  if (cache === false) return noCache;
  return fileCache(typeof cache === 'string' ? cache : undefined) ?? (await pageCache()) ?? noCache;
}

/** Asks what there is, and downloads what the cache lacks. */
async function bring(
  settings: HubSettings,
  { signal, onProgress, most }: Obtaining,
  cache: HubCache,
  folder: string,
  triesToFind: number,
): Promise<{ readonly files: ObtainedFiles; readonly memory: Remembered }> {
  const { file, beside } = await findFile(settings, triesToFind, signal);
  let before = 0;
  /** Of all that is to come; undefined where nobody says. */
  let all: number | undefined = file.size;
  const memory: Remembered['files'][number][] = [];
  const one = async (each: HubFile, tell = onProgress): Promise<Obtained> => {
    const { path, etag, size } = each;
    const name = `${folder}/${etag ?? `of ${settings.revision}`}/${path}`;
    const kept =
      etag === undefined
        ? undefined
        : await readKept(cache, { path, name, size, digest: isDigest(etag) ? etag : undefined });
    const bytes =
      kept ??
      (await download(each, settings, {
        cache,
        partial: etag === undefined || cache === noCache ? undefined : `${folder}/${etag}/parts of ${path}`,
        most,
        tries,
        signal,
        onBytes: (loaded, total) =>
          tell?.({ loaded: before + loaded, total: all ?? (total === undefined ? undefined : before + total) }),
      }));
    if (kept) tell?.({ loaded: before + kept.length, total: all ?? before + kept.length });
    else await cache.write(name, bytes);
    before += bytes.length;
    memory.push({ path, name, size: bytes.length, digest: await sha256(bytes) });
    return { path, bytes };
  };
  if (!file.path.endsWith('.index.json')) return { files: [await one(file)], memory: { files: memory } };
  const index = await one(file, () => undefined);
  before = 0;
  const shards: HubFile[] = [];
  for (const path of shardsOf(index)) shards.push(await beside(path));
  all = shards.every(({ size }) => size !== undefined)
    ? shards.reduce((sum, { size = 0 }) => sum + size, before)
    : undefined;
  const files: [Obtained, ...Obtained[]] = [index];
  for (const shard of shards) files.push(await one(shard));
  return { files, memory: { files: memory } };
}

async function recall(cache: HubCache, record: string): Promise<Remembered | undefined> {
  const bytes = await cache.read(record);
  try {
    const found = bytes && (JSON.parse(new TextDecoder().decode(bytes)) as Remembered);
    return Array.isArray(found?.files) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined where one of them is missing or damaged. */
async function readAll(cache: HubCache, { files }: Remembered): Promise<ObtainedFiles | undefined> {
  const found: Obtained[] = [];
  for (const file of files) {
    const bytes = await readKept(cache, file);
    if (!bytes) return undefined;
    found.push({ path: file.path, bytes });
  }
  const [first, ...shards] = found;
  return first && [first, ...shards];
}

/** What is kept, unless it is damaged; then it is removed. */
async function readKept(
  cache: HubCache,
  {
    name,
    size,
    digest,
  }: {
    readonly path: string;
    readonly name: string;
    readonly size: number | undefined;
    readonly digest?: string | undefined;
  },
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await cache.read(name);
  if (!bytes) return undefined;
  const isWhole =
    (size === undefined || bytes.length === size) &&
    (digest === undefined || ((await sha256(bytes)) ?? digest) === digest);
  if (!isWhole) await cache.remove(name);
  return isWhole ? bytes : undefined;
}
