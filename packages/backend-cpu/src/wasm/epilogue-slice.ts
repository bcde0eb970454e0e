import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { get, set, v128, type Code, type Local } from './instructions.ts';

/**
 * One or two neighbouring vectors of every pixel of a tile. Both are reached from one address in a local: so V8's
 * revectorizer, where its flag is set, sees that they are neighbours and makes one 256-bit operation of two.
 */
export interface EpilogueSlice {
  /** By pixel. */
  readonly columns: readonly (readonly Local[])[];
  /** From the tile's first channel. */
  readonly bytes: number;
  readonly offset: RegisterTile['offset'];
  readonly isLast: boolean;
  readonly address: Local;
  /** A pair of vectors each. */
  readonly a: readonly Local[];
  readonly b: readonly Local[];
  readonly c: readonly Local[];
}

/** Reads the slice's channels of a vector per channel. */
export const loadChannels = (
  context: KernelContext,
  { address, bytes, columns }: EpilogueSlice,
  name: string,
  into: readonly Local[],
): Code => [
  set(address, sum(context.address(name), get(context.channel))),
  columns[0]!.map((_, vector) => set(into[vector]!, v128.load(get(address), bytes + vector * 16))),
];

/** Reads the slice's channels of one pixel of a buffer. */
export const loadPixel = (
  context: KernelContext,
  { address, bytes }: EpilogueSlice,
  name: string,
  offset: Code,
  values: readonly Local[],
  use: (value: Local, loaded: Code, vector: number) => Code,
): Code => [
  set(address, sum(context.address(name), offset, get(context.channel))),
  values.map((value, vector) => set(value, use(value, v128.load(get(address), bytes + vector * 16), vector))),
];
