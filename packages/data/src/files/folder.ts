import { DataError } from '../data-error.ts';
import { nodeModule } from './node-modules.ts';

/** Whether a place is on the file system of Node or Deno, and not to be fetched. */
export const isLocal = (place: string | URL): boolean => nodeModule('fs/promises') !== undefined && (/^file:/i.test(String(place)) || !/^[a-z][a-z0-9+.-]+:/i.test(String(place)));

/** A local place as a path. */
export function pathOf(place: string | URL): string {
  const text = String(place);
  return /^file:/i.test(text) ? nodeModule('url')!.fileURLToPath(text) : text;
}

/** `folder/name`, a path or an absolute URL; in a page, relative to it. */
export function placeIn(folder: string | URL, name: string): string {
  const place = `${String(folder).replace(/\/+$/, '')}/${name}`;
  if (isLocal(folder)) return pathOf(place);
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  return location ? new URL(place, location.href).href : place;
}

/** The bytes of a file or address; undefined where there is none. @throws {DataError} where it cannot be read. */
export async function readPlace(place: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (isLocal(place)) {
    try {
      return (await nodeModule('fs/promises')!.readFile(place)) as Uint8Array<ArrayBuffer>;
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw new DataError(`cannot read ${place}: ${message}`, { cause: error });
    }
  }
  let response: Response;
  try {
    response = await fetch(place);
  } catch (error) {
    throw new DataError(`cannot fetch ${place}: ${(error as Error).message}`, { cause: error });
  }
  if (response.status === 404) return undefined;
  if (!response.ok) throw new DataError(`cannot fetch ${place}: the server answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
