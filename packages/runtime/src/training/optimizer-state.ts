import type { ParameterDeclaration } from '@resnet-compile/ir';
import type { State } from '../engine.ts';
import type { ReduceGradients, TrainingState } from './trainer.ts';
import type { TrainingEngine } from './training-engine.ts';
import type { TrainingDeclaration } from './training-options.ts';
import { update } from './update.ts';

/** A state that steps change in place, and the gradients of the present one; all arrays are made once. */
export class OptimizerState implements TrainingState {
  readonly state: State;
  readonly seed: number;
  step: number;
  readonly moments: TrainingState['moments'];
  readonly averages: TrainingState['averages'];
  readonly #declaration: TrainingDeclaration;
  readonly #parameters: readonly ParameterDeclaration[];
  readonly #gradients: ReadonlyMap<string, Float32Array>;
  readonly #statistics: ReadonlyMap<string, Float32Array>;
  #flat: Float32Array | undefined;
  /** One parameter's gradient of one part of a batch. */
  #part: Float32Array | undefined;

  constructor(declaration: TrainingDeclaration, parameters: readonly ParameterDeclaration[], { state, moments, averages, step, seed }: TrainingState) {
    this.state = state;
    this.seed = seed;
    this.step = step;
    this.moments = moments;
    this.averages = averages;
    this.#declaration = declaration;
    this.#parameters = parameters.filter(({ kind }) => kind === 'parameter');
    this.#gradients = new Map(this.#parameters.map(({ name }) => [name, new Float32Array(state.get(name)!.length)]));
    this.#statistics = new Map(parameters.filter(({ kind }) => kind === 'buffer').map(({ name }) => [name, new Float32Array(state.get(name)!.length)]));
  }

  /** The running statistics as they are, to go back to. */
  copyStatistics(): ReadonlyMap<string, Float32Array> {
    for (const [name, values] of this.#statistics) values.set(this.state.get(name)!);
    return this.#statistics;
  }

  /** A variance may overflow where the loss does not. */
  firstNonFiniteStatistic(): string | undefined {
    return [...this.#statistics.keys()].find((name) => !this.state.get(name)!.every(Number.isFinite));
  }

  /** Adds the gradients of part `index`, as one of `parts` equal ones; the first begins anew. */
  addGradients(engine: Pick<TrainingEngine, 'readGradient'>, index: number, parts: number): void {
    for (const [name, sum] of this.#gradients) {
      if (parts === 1) {
        if (!engine.readGradient(name, sum)) sum.fill(0);
        continue;
      }
      if (index === 0) sum.fill(0);
      const part = (this.#part ??= new Float32Array(this.#largest)).subarray(0, sum.length);
      if (engine.readGradient(name, part)) for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]! / parts;
    }
  }

  get #largest(): number {
    return Math.max(...Array.from(this.#gradients.values(), ({ length }) => length));
  }

  /** Hands out gradients and running statistics as one array, and takes back what comes. */
  async exchange(reduce: ReduceGradients): Promise<void> {
    const pieces = [...this.#gradients.values(), ...[...this.#statistics.keys()].map((name) => this.state.get(name)!)];
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const flat = (this.#flat ??= new Float32Array(length));
    pieces.reduce((start, piece) => (flat.set(piece, start), start + piece.length), 0);
    const reduced = expectReduced(await reduce(flat), length);
    pieces.reduce((start, piece) => (piece.set(reduced.subarray(start, start + piece.length)), start + piece.length), 0);
  }

  /** The global norm; not finite where some gradient is not. */
  norm(): number {
    // Four sums, since each addition waits for the one before it.
    let [a, b, c, d] = [0, 0, 0, 0];
    for (const values of this.#gradients.values()) {
      const whole = values.length - (values.length % 4);
      for (let i = 0; i < whole; i += 4) {
        a += values[i]! * values[i]!;
        b += values[i + 1]! * values[i + 1]!;
        c += values[i + 2]! * values[i + 2]!;
        d += values[i + 3]! * values[i + 3]!;
      }
      for (let i = whole; i < values.length; i++) a += values[i]! * values[i]!;
    }
    return Math.sqrt(a + b + c + d);
  }

  /** Updates all parameters in place, clipped as torch.nn.utils.clip_grad_norm_ does, and then their averages. */
  update(learningRate: number, norm: number): void {
    const { optimizer, clipNorm, ema } = this.#declaration;
    const scale = clipNorm === null ? 1 : Math.min(1, clipNorm / (norm + 1e-6));
    this.step++;
    for (const { name, shape } of this.#parameters) {
      const parameter = this.state.get(name)!;
      update(optimizer, { parameter, gradient: this.#gradients.get(name)!, moments: this.moments.get(name)!, dimensions: shape.length, scale, learningRate, step: this.step });
      const average = this.averages.get(name);
      if (average) for (let i = 0; i < average.length; i++) average[i] = ema! * average[i]! + (1 - ema!) * parameter[i]!;
    }
  }
}

/** What `onGradients` returned. @throws {TypeError} where it is not as many values. */
export function expectReduced(reduced: unknown, length: number): Float32Array {
  if (reduced instanceof Float32Array && reduced.length === length) return reduced;
  throw new TypeError(`onGradients returned ${reduced instanceof Float32Array ? `${reduced.length} values` : typeof reduced}; expected a Float32Array of ${length}`);
}
