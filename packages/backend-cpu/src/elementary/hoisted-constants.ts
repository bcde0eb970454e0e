import type { Locals } from '../wasm/encode-module.ts';
import { get, i32, i32x4, set, v128, type Code, type Local } from '../wasm/instructions.ts';

/**
 * Vectors of constants in locals. V8 does not move a splat of a constant out of a loop, nor join two of them to 256 bits
 * (Node 24, exp: 1.34 ns a number with splats in the loop, 2.0 with v128.const, 0.98 so, and 0.50 joined).
 */
export class HoistedConstants {
  readonly #locals: Locals;
  readonly #constants = new Map<number, Local>();

  constructor(locals: Locals) {
    this.#locals = locals;
  }

  /** A vector with these 32 bits in every lane. */
  readonly vector = (bits: number): Code => {
    if (bits === 0) return v128.zero;
    const constant = this.#constants.get(bits) ?? this.#locals.add('v128');
    this.#constants.set(bits, constant);
    return get(constant);
  };

  /** What a function has to begin with, once everything else of it is written. */
  definitions(): Code {
    return [...this.#constants].map(([bits, local]) => set(local, i32x4.splat(i32.const(bits))));
  }
}
