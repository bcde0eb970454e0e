import type { HubSettings } from './hub-options.ts';
import { persist } from './persist.ts';
import { refusal } from './refusal.ts';
import { readBody } from './read-body.ts';
import { request } from './request.ts';
import type { StopSignal } from './stop-signal.ts';
import { watch } from './watch.ts';

/** A file of a repository, and what is known of it. */
export interface HubFile {
  readonly path: string;
  readonly size?: number | undefined;
  readonly etag?: string | undefined;
}

/** In bytes; a repository of thousands of files has some 100 kB. */
const largestListing = 2 ** 24;

/**
 * The files of a repository, by the hub's API: the only way for a page to learn their SHA-256, since its redirects are opaque.
 *
 * @returns undefined where there is no such API, as at a mirror that has files alone
 * @throws {Interrupted | WeightsError} where there is one, and it says that there is no such repository
 */
export async function listFiles(
  settings: HubSettings,
  tries: number,
  signal: StopSignal | undefined,
): Promise<readonly HubFile[] | undefined> {
  const { endpoint, repository, revision } = settings;
  const address = `${endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
  return persist(
    async () => {
      const watching = watch(settings.timeout, signal);
      try {
        const { response } = await request(address, settings, { method: 'GET' }, watching);
        if (response.ok) return filesOf(await readBody(response, watching, largestListing));
        if (response.status === 429 || response.headers.get('X-Error-Code') !== null)
          throw await refusal(response, settings, 'files');
        return undefined;
      } finally {
        watching.end();
      }
    },
    tries,
    signal,
  );
}

function filesOf(bytes: Uint8Array | undefined): readonly HubFile[] | undefined {
  try {
    const { siblings } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly siblings: readonly Sibling[] };
    return siblings.map(({ rfilename, size, lfs }) => {
      if (typeof rfilename !== 'string') throw new TypeError('a file has no name');
      return {
        path: rfilename,
        ...(Number.isSafeInteger(size) ? { size } : {}),
        ...(isDigest(lfs?.sha256) ? { etag: lfs.sha256 } : {}),
      };
    });
  } catch {
    return undefined;
  }
}

interface Sibling {
  readonly rfilename?: unknown;
  readonly size?: number;
  readonly lfs?: { readonly sha256?: string };
}

/** Whether an ETag is a SHA-256, as those of all large files on the hub are. */
export const isDigest = (etag: string | undefined): etag is string =>
  typeof etag === 'string' && /^[0-9a-f]{64}$/.test(etag);
