import { environment, nodeModule, process } from './host.ts';
import type { HubCache } from './hub-cache.ts';

/** A part of a name as a file may be called on every system. */
const fileNameOf = (part: string): string =>
  encodeURIComponent(part).replace(/[*!'()~]|^\.|\.$/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** A folder as a cache; undefined where there are no files, or nobody says where caches lie. */
export function fileCache(folder = cacheFolder()): HubCache | undefined {
  const [files, path] = [nodeModule('fs/promises'), nodeModule('path')];
  if (!files || !path || folder === undefined) return undefined;
  const placeOf = (name: string): string => path.join(folder, ...name.split('/').map(fileNameOf));
  return {
    async read(name) {
      const found = await files.readFile(placeOf(name)).catch(() => undefined);
      // A small Buffer is a view of memory that it shares with others.
      return found && new Uint8Array(found.byteLength === found.buffer.byteLength ? found.buffer : found);
    },
    async write(name, bytes) {
      const place = placeOf(name);
      const temporary = `${place}.${process?.pid}.${Math.random().toString(36).slice(2)}.tmp`;
      try {
        await files.mkdir(path.dirname(place), { recursive: true });
        await files.writeFile(temporary, bytes);
        await files.rename(temporary, place);
      } catch {
        await files.rm(temporary, { force: true }).catch(() => undefined);
      }
    },
    remove: (name) => files.rm(placeOf(name), { force: true }).catch(() => undefined),
  };
}

/** The platform's folder for caches (XDG Base Directory Specification 0.8, Apple's File System Programming Guide, Windows' KNOWNFOLDERID), and ours in it. */
function cacheFolder(): string | undefined {
  const path = nodeModule('path');
  const home = (): string | undefined => {
    try {
      return nodeModule('os')?.homedir();
    } catch {
      return undefined;
    }
  };
  const under = (...parts: readonly string[]): string | undefined => {
    const folder = home();
    return folder === undefined ? undefined : path?.join(folder, ...parts);
  };
  const said = environment('XDG_CACHE_HOME');
  const caches =
    said !== undefined && path?.isAbsolute(said)
      ? said
      : process?.platform === 'win32'
        ? (environment('LOCALAPPDATA') ?? under('AppData', 'Local'))
        : process?.platform === 'darwin'
          ? under('Library', 'Caches')
          : under('.cache');
  return caches === undefined ? undefined : path?.join(caches, 'resnet-compile', 'hub');
}
