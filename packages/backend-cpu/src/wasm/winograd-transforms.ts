import { multiplyAdd, type KernelContext } from './context.ts';
import { f32Const, f32x4, get, set, type Code, type Local } from './instructions.ts';

/** One or two neighbouring vectors of channels. */
export type Lanes = readonly Local[];

/** Winograd's minimal filtering F(m×m, 3×3): m outputs a side from m + 2 inputs. */
export type Outputs = 2 | 4;

/**
 * A one-dimensional transform: as many results from as many operands, written to locals of their own. Two-dimensional ones
 * apply it to columns and then to rows.
 */
type Transform = (arithmetic: Arithmetic, x: readonly Lanes[], y: readonly Lanes[]) => Code;

/** Matrices of Lavin and Gray (2015), "Fast Algorithms for Convolutional Neural Networks", with common parts computed once. */
export const transforms: Readonly<
  Record<Outputs, { readonly input: Transform; readonly filter: Transform; readonly output: Transform }>
> = {
  2: {
    // Bᵀ: d0 − d2, d1 + d2, d2 − d1, d1 − d3
    input: ({ add, subtract }, [d0, d1, d2, d3], [y0, y1, y2, y3]) => [
      subtract(y0!, d0!, d2!),
      add(y1!, d1!, d2!),
      subtract(y2!, d2!, d1!),
      subtract(y3!, d1!, d3!),
    ],
    // G: g0, (g0 + g1 + g2)/2, (g0 − g1 + g2)/2, g2
    filter: ({ copy, add, scale, subtract, fresh }, [g0, g1, g2], [y0, y1, y2, y3]) => {
      const [even, odd] = [fresh(), fresh()];
      return [
        copy(y0!, g0!),
        add(even, g0!, g2!),
        scale(even, 0.5, even),
        scale(odd, 0.5, g1!),
        add(y1!, even, odd),
        subtract(y2!, even, odd),
        copy(y3!, g2!),
      ];
    },
    // Aᵀ: m0 + m1 + m2, m1 − m2 − m3
    output: ({ add, subtract }, [m0, m1, m2, m3], [y0, y1]) => [
      add(y0!, m0!, m1!),
      add(y0!, y0!, m2!),
      subtract(y1!, m1!, m2!),
      subtract(y1!, y1!, m3!),
    ],
  },
  4: {
    // Bᵀ: 4d0 − 5d2 + d4, (d4 − 4d2) ± (d3 − 4d1), (d4 − d2) ± 2(d3 − d1), 4d1 − 5d3 + d5
    input: ({ add, subtract, addScaled, fresh }, [d0, d1, d2, d3, d4, d5], [y0, y1, y2, y3, y4, y5]) => {
      const [a, b] = [fresh(), fresh()];
      return [
        addScaled(y0!, d4!, -5, d2!),
        addScaled(y0!, y0!, 4, d0!),
        addScaled(a, d4!, -4, d2!),
        addScaled(b, d3!, -4, d1!),
        add(y1!, a, b),
        subtract(y2!, a, b),
        subtract(a, d4!, d2!),
        subtract(b, d3!, d1!),
        addScaled(y3!, a, 2, b),
        addScaled(y4!, a, -2, b),
        addScaled(y5!, d5!, -5, d3!),
        addScaled(y5!, y5!, 4, d1!),
      ];
    },
    // G: g0/4, −(g0 ± g1 + g2)/6, (g0 ± 2g1 + 4g2)/24, g2
    filter: ({ copy, add, scale, subtract, addScaled, fresh }, [g0, g1, g2], [y0, y1, y2, y3, y4, y5]) => {
      const [even, odd] = [fresh(), fresh()];
      return [
        scale(y0!, 1 / 4, g0!),
        add(even, g0!, g2!),
        scale(even, -1 / 6, even),
        scale(odd, -1 / 6, g1!),
        add(y1!, even, odd),
        subtract(y2!, even, odd),
        scale(even, 1 / 24, g0!),
        addScaled(even, even, 1 / 6, g2!),
        scale(odd, 1 / 12, g1!),
        add(y3!, even, odd),
        subtract(y4!, even, odd),
        copy(y5!, g2!),
      ];
    },
    // Aᵀ: m0 + (m1 + m2) + (m3 + m4), (m1 − m2) + 2(m3 − m4), (m1 + m2) + 4(m3 + m4), (m1 − m2) + 8(m3 − m4) + m5
    output: ({ add, subtract, addScaled, fresh }, [m0, m1, m2, m3, m4, m5], [y0, y1, y2, y3]) => {
      const [p, q, r, s] = [fresh(), fresh(), fresh(), fresh()];
      return [
        add(p, m1!, m2!),
        subtract(q, m1!, m2!),
        add(r, m3!, m4!),
        subtract(s, m3!, m4!),
        add(y0!, m0!, p),
        add(y0!, y0!, r),
        addScaled(y1!, q, 2, s),
        addScaled(y2!, p, 4, r),
        addScaled(y3!, q, 8, s),
        add(y3!, y3!, m5!),
      ];
    },
  },
};

/** Arithmetic on lanes. Constants are kept in locals: V8 builds a constant vector wherever one stands in the code. */
export class Arithmetic {
  readonly #context: KernelContext;
  readonly #vectors: number;
  readonly #constants = new Map<number, Local>();
  readonly #free: Lanes[] = [];
  #used = 0;

  constructor(context: KernelContext, vectors: number) {
    this.#context = context;
    this.#vectors = vectors;
  }

  /** To be put before the code that uses them. */
  constants(): Code {
    return [...this.#constants].map(([value, local]) => set(local, f32x4.splat(f32Const(value))));
  }

  lanes(count: number): readonly Lanes[] {
    return Array.from({ length: count }, () => this.#context.locals.many(this.#vectors, 'v128'));
  }

  /** The code of one transform; its intermediate values are free again afterwards. */
  apply(transform: Transform, x: readonly Lanes[], y: readonly Lanes[]): Code {
    this.#used = 0;
    return transform(this, x, y);
  }

  readonly fresh = (): Lanes => {
    this.#free[this.#used] ??= this.lanes(1)[0]!;
    return this.#free[this.#used++]!;
  };
  readonly copy = (y: Lanes, a: Lanes): Code => y.map((local, v) => set(local, get(a[v]!)));
  readonly add = (y: Lanes, a: Lanes, b: Lanes): Code =>
    y.map((local, v) => set(local, f32x4.add(get(a[v]!), get(b[v]!))));
  readonly subtract = (y: Lanes, a: Lanes, b: Lanes): Code =>
    y.map((local, v) => set(local, f32x4.sub(get(a[v]!), get(b[v]!))));
  readonly scale = (y: Lanes, factor: number, a: Lanes): Code =>
    y.map((local, v) => set(local, f32x4.mul(get(a[v]!), this.#constant(factor))));
  /** a + factor · b */
  readonly addScaled = (y: Lanes, a: Lanes, factor: number, b: Lanes): Code =>
    y.map((local, v) => set(local, multiplyAdd(this.#context, get(b[v]!), this.#constant(factor), get(a[v]!))));

  #constant(value: number): Code {
    if (!this.#constants.has(value)) this.#constants.set(value, this.#context.locals.add('v128'));
    return get(this.#constants.get(value)!);
  }
}
