import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A picture by a rule, in bytes. */
export interface Case {
  readonly picture: string;
  readonly side: number;
  readonly crop: number;
  readonly interpolation: 'bilinear' | 'bicubic';
}

/** What fixtures/make-fixtures.py wrote. */
export interface Fixtures {
  readonly cases: readonly (Case & { readonly sha256: string })[];
  readonly near: readonly (Case & { readonly data: string })[];
  readonly gray: readonly (Case & { readonly data: string })[];
  readonly values: Readonly<Record<'imagenet' | 'half', readonly number[]>>;
  readonly seen: readonly {
    readonly picture: string;
    readonly features: readonly number[];
    readonly probabilities: readonly number[];
  }[];
  readonly softmax: readonly { readonly logits: readonly number[]; readonly probabilities: readonly number[] }[];
}

export const fixtures = JSON.parse(readFileSync(new URL('fixtures/pillow.json', import.meta.url), 'utf8')) as Fixtures;

export const pathOf = (picture: string): string =>
  fileURLToPath(new URL(`fixtures/pictures/${picture}`, import.meta.url));
export const bytesOf = (picture: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(pathOf(picture)));
