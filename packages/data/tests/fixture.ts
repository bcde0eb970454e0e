import { readFileSync } from 'node:fs';
import type { Image } from '../src/index.ts';

export interface Encoded {
  readonly shape: readonly [number, number, number];
  readonly data: string;
}

/** JSON that fixtures/make-fixtures.py wrote. */
export const fixture = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8')) as T;

export function decoded({ shape: [channels, height, width], data }: Encoded): Image {
  return { data: new Uint8Array(Buffer.from(data, 'base64')), channels, height, width };
}

/** How an image differs from what was expected: '' where it does not. */
export function difference(found: Image, wanted: Encoded): string {
  const expected = decoded(wanted);
  const [one, other] = [found, expected].map(({ channels, height, width }) => `${channels}×${height}×${width}`);
  if (one !== other) return `is ${one}, expected ${other}`;
  const differences = Array.from(found.data, (value, at) => Math.abs(value - expected.data[at]!));
  const most = Math.max(...differences);
  return most === 0
    ? ''
    : `${differences.filter((value) => value > 0).length} of ${differences.length} bytes differ, by up to ${most}`;
}
