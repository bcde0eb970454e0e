import { kind, type Kind } from '@resnet-compile/options';
import { DataError } from '../data-error.ts';
import { hostModule, nodeModule } from './node-modules.ts';
import { reasonOf } from './reason.ts';

/** A path, an address, or a `URL`; so that declarations need no library for the DOM, by what it has. */
export type Place =
  | string
  | {
      /** The whole address, as a `URL` has it. */
      readonly href: string;
    };

export const placeKind: Kind = kind(
  'a path, an address or a URL',
  (value) =>
    (typeof value === 'string' && value !== '') ||
    typeof (value as { readonly href?: unknown } | null | undefined)?.href === 'string',
);

/** Whether a value is a path, an address or a `URL`. */
export const isPlace = (value: unknown): value is Place => placeKind.holds(value);

/** The path or the address, as it was written. */
export const textOf = (place: Place): string => (typeof place === 'string' ? place : place.href);

/** Whether a place is on the file system of Node or Deno, and not to be fetched. */
export const isLocal = (place: Place): boolean =>
  nodeModule('fs/promises') !== undefined &&
  (/^file:/i.test(textOf(place)) || !/^[a-z][a-z0-9+.-]+:/i.test(textOf(place)));

/** A local place as a path. */
export function pathOf(place: Place): string {
  const text = textOf(place);
  return /^file:/i.test(text) ? hostModule('url').fileURLToPath(text) : text;
}

/** `folder/name`, a path or an absolute URL; in a page, relative to it. */
export function placeIn(folder: Place, name: string): string {
  const place = `${textOf(folder).replace(/\/+$/, '')}/${name}`;
  if (isLocal(folder)) return pathOf(place);
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  return location ? new URL(place, location.href).href : place;
}

/** The bytes of a file, by its path or as a `file:` address, or of another address; undefined where there is none. @throws {DataError} where it cannot be read. */
export async function readPlace(place: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (isLocal(place)) {
    try {
      return (await hostModule('fs/promises').readFile(pathOf(place))) as Uint8Array<ArrayBuffer>;
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
    throw new DataError(`cannot fetch ${place}: ${reasonOf(error)}`, { cause: error });
  }
  if (response.status === 404) return undefined;
  if (!response.ok)
    throw new DataError(`cannot fetch ${place}: the server answered ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}
