import type { ScalarContext } from '../elementary/emit-wasm-scalar.ts';
import { scalarContext, type KernelContext, type RegisterTile } from './context.ts';
import type { Locals } from './encode-module.ts';
import type { Local } from './instructions.ts';

/** Locals of an epilogue's maps, made when they are first asked for: pairs of vectors, and single ones. */
export class MapLocals {
  readonly scalars: ScalarContext;
  readonly #locals: Locals;
  readonly #pairs: (readonly Local[])[] = [];

  constructor(context: KernelContext) {
    this.#locals = context.locals;
    this.scalars = scalarContext(context);
  }

  pair(number: number): readonly Local[] {
    return (this.#pairs[number] ??= this.#locals.many(2, 'v128'));
  }
}

/**
 * One or two neighbouring vectors of every pixel of a tile. Both are reached from one address in a local: so V8's
 * revectorizer, where its flag is set, sees that they are neighbours and makes one 256-bit operation of two.
 */
export interface EpilogueSlice {
  /** By pixel. */
  readonly columns: RegisterTile['values'];
  /** From the tile's first channel. */
  readonly bytes: number;
  readonly offset: RegisterTile['offset'];
  readonly isLast: boolean;
  readonly address: Local;
  readonly locals: MapLocals;
}
