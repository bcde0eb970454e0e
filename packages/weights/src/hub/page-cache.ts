import type { HubCache } from './hub-cache.ts';

/** The Cache API of a page or worker; undefined where there is none, as in a page that came over http. */
export async function pageCache(): Promise<HubCache | undefined> {
  try {
    const cache = await (globalThis as { readonly caches?: CacheStorage }).caches?.open('resnet-compile-hub');
    return cache && over(cache);
  } catch {
    return undefined;
  }
}

/** Entries have addresses; of these there is no server. */
const addressOf = (name: string): string => `https://hub.invalid/${name.split('/').map(encodeURIComponent).join('/')}`;

const over = (cache: Cache): HubCache => ({
  async read(name) {
    const found = await cache.match(addressOf(name)).catch(() => undefined);
    return found && new Uint8Array(await found.arrayBuffer());
  },
  write: (name, bytes) => cache.put(addressOf(name), new Response(bytes)).catch(() => undefined),
  remove: (name) =>
    cache.delete(addressOf(name)).then(
      () => undefined,
      () => undefined,
    ),
});
