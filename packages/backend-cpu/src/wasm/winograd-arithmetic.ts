import { itemOf } from '@resnet-compile/ir';
import { multiplyAdd, type KernelContext } from './context.ts';
import { f32Const, f32x4, get, set, type Code, type Local } from './instructions.ts';
import { transformSteps, type TransformStep } from './winograd-steps.ts';

/** One or two neighbouring vectors of channels. */
export type Lanes = readonly Local[];

/** Transforms of lanes, in one dimension: two-dimensional ones apply them to columns and then to rows. */
export class Arithmetic {
  readonly #context: KernelContext;
  readonly #vectors: number;
  readonly #constants = new Map<number, Local>();
  readonly #free: Lanes[] = [];

  constructor(context: KernelContext, vectors: number) {
    this.#context = context;
    this.#vectors = vectors;
  }

  /** To be put before the code that uses them: V8 builds a constant vector wherever one stands in the code. */
  constants(): Code {
    return [...this.#constants].map(([value, local]) => set(local, f32x4.splat(f32Const(value))));
  }

  /** One at least. */
  lanes(count: number): readonly [Lanes, ...Lanes[]] {
    return [this.#lane(), ...Array.from({ length: count - 1 }, () => this.#lane())];
  }

  #lane(): Lanes {
    return this.#context.locals.many(this.#vectors, 'v128');
  }

  /** y = matrix · x, where y has locals of its own. */
  apply(matrix: readonly (readonly number[])[], x: readonly Lanes[], y: readonly Lanes[]): Code {
    const { steps, results } = transformSteps(matrix);
    const values = [...x];
    const code = steps.map((step, index) => {
      const result = results.indexOf(x.length + index);
      const target = result < 0 ? (this.#free[index] ??= this.#lane()) : itemOf(y, result);
      values.push(target);
      return target.map((local, v) => set(local, this.#value(step, values, v)));
    });
    const copies = results.flatMap((value, row) =>
      value < x.length ? [[itemOf(y, row), itemOf(x, value)] as const] : [],
    );
    return [code, copies.map(([to, from]) => to.map((local, v) => set(local, get(itemOf(from, v)))))];
  }

  #value({ a, factor, b }: TransformStep, values: readonly Lanes[], v: number): Code {
    const right = get(itemOf(itemOf(values, b), v));
    if (a === undefined) return f32x4.mul(right, this.#constant(factor));
    const left = get(itemOf(itemOf(values, a), v));
    if (Math.abs(factor) === 1) return (factor === 1 ? f32x4.add : f32x4.sub)(left, right);
    return multiplyAdd(this.#context, right, this.#constant(factor), left);
  }

  #constant(value: number): Code {
    const local = this.#constants.get(value) ?? this.#context.locals.add('v128');
    this.#constants.set(value, local);
    return get(local);
  }
}
