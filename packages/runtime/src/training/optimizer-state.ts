import type { ParameterDeclaration } from '@resnet-compile/ir';
import type { State } from '../engine.ts';
import { momentsOf, type TrainingDeclaration } from './training-options.ts';
import { update } from './update.ts';

/** What an optimiser keeps between steps, and the gradients of the present one; all arrays are made once. */
export class OptimizerState {
  /** Of the masks. */
  readonly seed: number;
  /** Steps made. */
  step = 0;
  readonly moments: ReadonlyMap<string, readonly Float32Array[]>;
  /** The moving average of the parameters; empty where none is declared. */
  readonly averages: ReadonlyMap<string, Float32Array>;
  readonly #declaration: TrainingDeclaration;
  readonly #parameters: readonly ParameterDeclaration[];
  readonly #gradients: ReadonlyMap<string, Float32Array>;
  readonly #statistics: ReadonlyMap<string, Float32Array>;
  #flat: Float32Array | undefined;

  constructor(declaration: TrainingDeclaration, parameters: readonly ParameterDeclaration[], state: State, seed: number) {
    this.seed = seed;
    this.#declaration = declaration;
    this.#parameters = parameters.filter(({ kind }) => kind === 'parameter');
    const perParameter = <T>(make: (values: Float32Array) => T): ReadonlyMap<string, T> => new Map(this.#parameters.map(({ name }) => [name, make(state.get(name)!)]));
    this.moments = perParameter(({ length }) => Array.from({ length: momentsOf(declaration.optimizer) }, () => new Float32Array(length)));
    this.averages = declaration.ema === null ? new Map() : perParameter((values) => values.slice());
    this.#gradients = perParameter(({ length }) => new Float32Array(length));
    this.#statistics = new Map(parameters.filter(({ kind }) => kind === 'buffer').map(({ name }) => [name, new Float32Array(state.get(name)!.length)]));
  }

  /** The running statistics as they are, to go back to. */
  copyStatistics(state: State): ReadonlyMap<string, Float32Array> {
    for (const [name, values] of this.#statistics) values.set(state.get(name)!);
    return this.#statistics;
  }

  /** A variance may overflow where the loss does not. */
  firstNonFiniteStatistic(state: State): string | undefined {
    return [...this.#statistics.keys()].find((name) => !state.get(name)!.every(Number.isFinite));
  }

  clearGradients(): void {
    for (const values of this.#gradients.values()) values.fill(0);
  }

  /** Adds one part's gradients, as one of `parts` equal ones. */
  addGradients(gradients: ReadonlyMap<string, Float32Array>, parts: number): void {
    for (const [name, sum] of this.#gradients) {
      const part = gradients.get(name);
      if (!part) continue;
      if (parts === 1) sum.set(part);
      else for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]! / parts;
    }
  }

  /** Hands out gradients and running statistics as one array, and takes back what comes. */
  async exchange(state: State, reduce: (values: Float32Array) => Float32Array | Promise<Float32Array>): Promise<void> {
    const pieces = [...this.#gradients.values(), ...[...this.#statistics.keys()].map((name) => state.get(name)!)];
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    const flat = (this.#flat ??= new Float32Array(length));
    pieces.reduce((start, piece) => (flat.set(piece, start), start + piece.length), 0);
    const reduced = await reduce(flat);
    if (!(reduced instanceof Float32Array) || reduced.length !== length) throw new TypeError(`onGradients returned ${reduced instanceof Float32Array ? `${reduced.length} values` : typeof reduced}; expected a Float32Array of ${length}`);
    pieces.reduce((start, piece) => (piece.set(reduced.subarray(start, start + piece.length)), start + piece.length), 0);
  }

  /** The global norm; not finite where some gradient is not. */
  norm(): number {
    let squares = 0;
    for (const values of this.#gradients.values()) for (let i = 0; i < values.length; i++) squares += values[i]! * values[i]!;
    return Math.sqrt(squares);
  }

  /** Updates all parameters in place, clipped as torch.nn.utils.clip_grad_norm_ does, and then their averages. */
  update(state: State, learningRate: number, norm: number): void {
    const { optimizer, clipNorm, ema } = this.#declaration;
    const scale = clipNorm === null ? 1 : Math.min(1, clipNorm / (norm + 1e-6));
    this.step++;
    for (const { name, shape } of this.#parameters) {
      const parameter = state.get(name)!;
      update(optimizer, { parameter, gradient: this.#gradients.get(name)!, moments: this.moments.get(name)!, dimensions: shape.length, scale, learningRate, step: this.step });
      const average = this.averages.get(name);
      if (average) for (let i = 0; i < average.length; i++) average[i] = ema! * average[i]! + (1 - ema!) * parameter[i]!;
    }
  }
}
