import { found, itemOf, decayOf, type ParameterDeclaration } from '@resnet-compile/ir';
import type { CpuTrainingModule } from '../compiled-module.ts';
import type { State } from '../weights.ts';
import { eachInSlices } from '../slices.ts';
import type { Task } from '../threads/fork-join.ts';
import type { ThreadPool } from '../threads/thread-pool.ts';
import { allFinite } from './all-finite.ts';
import { expectReduced } from './expect-reduced.ts';
import type { ReduceGradients, TrainingState } from './trainer.ts';
import type { TrainingEngine } from './training-engine.ts';
import type { TrainingDeclaration } from '@resnet-compile/plan';
import { decayAt } from './decay-at.ts';
import { squaresOf } from './squares.ts';
import { layOutState, trainedOf, type Piece, type StateBuffer } from './state-buffer.ts';
import type { Update } from './update.ts';

/** Bytes of a state whose update is worth to be shared: some 100 µs. */
const muchWork = 800_000;

/** How a parameter is updated: λ, and the factor of the learning rate. */
interface Group {
  readonly decay: number;
  readonly factor: number;
}

/**
 * A state that steps change in place, and the gradients of the present one, all in one buffer. Threads that share it have
 * an equal one each, whose tasks they do together.
 */
export class OptimizerState implements TrainingState {
  readonly state: State;
  seed = 0;
  step = 0;
  readonly moments: TrainingState['moments'];
  readonly averages: TrainingState['averages'];
  readonly tasks: readonly Task[];
  readonly #declaration: TrainingDeclaration;
  readonly #updateEach: Update;
  readonly #buffer: StateBuffer;
  readonly #readGradients: Task;
  readonly #square: Task;
  readonly #updatePieces: Task;
  /** One parameter's gradient of one part of a batch. */
  #part: Float32Array | undefined;

  constructor(
    training: CpuTrainingModule['training'],
    parameters: readonly ParameterDeclaration[],
    engine: Pick<TrainingEngine, 'readGradient'>,
    buffer: ArrayBufferLike,
  ) {
    const { declaration, code } = training;
    this.#declaration = declaration;
    this.#updateEach = code.update;
    this.#buffer = layOutState(training, parameters, buffer);
    ({ state: this.state, moments: this.moments, averages: this.averages } = this.#buffer);
    const { pieces, gradients, squares } = this.#buffer;
    const trained = trainedOf(parameters);
    const groups = new Map(
      trained.map((each) => [each.name, { decay: decayOf(declaration.optimizer, each), factor: each.rate ?? 1 }]),
    );
    const isLarge = (): boolean => buffer.byteLength > muchWork;
    this.#readGradients = {
      isLarge,
      units: () => trained.length,
      run: (unit, part) => this.#addGradient(engine, itemOf(trained, unit).name, part),
    };
    this.#square = {
      isLarge,
      units: () => pieces.length,
      run: (unit) => {
        const { name, first, last } = itemOf(pieces, unit);
        const piece = found(gradients, name).subarray(first, last);
        squares[unit] = declaration.clipNorm !== null ? squaresOf(piece) : allFinite(piece) ? 0 : NaN;
      },
    };
    this.#updatePieces = {
      isLarge,
      units: () => pieces.length,
      run: (unit) => this.#update(itemOf(pieces, unit), groups),
    };
    this.tasks = [this.#readGradients, this.#square, this.#updatePieces];
  }

  /** Before the first step: moments are zero. */
  async begin(
    values:
      | Iterable<readonly [name: string, values: Float32Array]>
      | AsyncIterable<readonly [name: string, values: Float32Array]>,
    seed: number,
  ): Promise<void> {
    for await (const [name, each] of values) {
      found(this.state, name).set(each);
      this.averages.get(name)?.set(each);
    }
    this.seed = seed;
  }

  /** Takes over a copy of another state. */
  async write({ state, moments, averages, step, seed }: TrainingState): Promise<void> {
    await eachInSlices(this.state, ([name, values]) => values.set(found(state, name)));
    await eachInSlices(this.moments, ([name, own]) =>
      own.forEach((values, index) => values.set(itemOf(found(moments, name), index))),
    );
    await eachInSlices(this.averages, ([name, values]) => values.set(found(averages, name)));
    this.step = step;
    this.seed = seed;
  }

  /** The running statistics as they are, to go back to. */
  copyStatistics(): ReadonlyMap<string, Float32Array> {
    for (const [name, values] of this.#buffer.statistics) values.set(found(this.state, name));
    return this.#buffer.statistics;
  }

  /** A variance may overflow where the loss does not. */
  firstNonFiniteStatistic(): string | undefined {
    return [...this.#buffer.statistics.keys()].find((name) => !found(this.state, name).every(Number.isFinite));
  }

  /** Adds the gradients of part `index` of a batch; the first begins anew. */
  addGradients(index: number, pool: ThreadPool): void | Promise<void> {
    return pool.run(this.#readGradients, index);
  }

  /** A copy of a trained parameter's gradient. */
  copyGradient(name: string): Float32Array {
    return new Float32Array(found(this.#buffer.gradients, name));
  }

  #addGradient(engine: Pick<TrainingEngine, 'readGradient'>, name: string, index: number): void {
    const parts = this.#declaration.accumulate;
    const sum = found(this.#buffer.gradients, name);
    if (parts === 1) {
      if (!engine.readGradient(name, sum)) sum.fill(0);
      return;
    }
    if (index === 0) sum.fill(0);
    const part = (this.#part ??= new Float32Array(this.#largest)).subarray(0, sum.length);
    if (engine.readGradient(name, part)) for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]! / parts;
  }

  get #largest(): number {
    return Math.max(...Array.from(this.#buffer.gradients.values(), ({ length }) => length));
  }

  /** Hands out gradients and running statistics as one array, and takes back what comes. */
  async exchange(reduce: ReduceGradients): Promise<void> {
    const pieces = [
      ...this.#buffer.gradients.values(),
      ...[...this.#buffer.statistics.keys()].map((name) => found(this.state, name)),
    ];
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    // Whoever is called may keep it, or send it away.
    const flat = new Float32Array(length);
    pieces.reduce((start, piece) => (flat.set(piece, start), start + piece.length), 0);
    const reduced = expectReduced(await reduce(flat), length);
    pieces.reduce(
      (start, piece) => (piece.set(reduced.subarray(start, start + piece.length)), start + piece.length),
      0,
    );
  }

  /** The global norm, or 0 where none is to be clipped; not finite where some gradient is not. */
  async norm(pool: ThreadPool): Promise<number> {
    await pool.run(this.#square, 0);
    return Math.sqrt(this.#buffer.squares.reduce((sum, squares) => sum + squares, 0));
  }

  /** Updates all parameters in place, and then the averages. */
  update(learningRate: number, norm: number, pool: ThreadPool): void | Promise<void> {
    this.step++;
    this.#buffer.settings.set([learningRate, norm, this.step]);
    for (const name of this.#buffer.statistics.keys())
      this.#average(this.averages.get(name), found(this.state, name), this.step);
    return pool.run(this.#updatePieces, 0);
  }

  #update({ name, first, last }: Piece, groups: ReadonlyMap<string, Group>): void {
    const { decay, factor } = found(groups, name);
    const [rate, norm, step] = this.#buffer.settings as Iterable<number> as readonly [number, number, number];
    const cut = (values: Float32Array): Float32Array => values.subarray(first, last);
    const parameter = cut(found(this.state, name));
    this.#updateEach({
      parameter,
      gradient: cut(found(this.#buffer.gradients, name)),
      moments: found(this.moments, name).map(cut),
      decay,
      rate: rate * factor,
      step,
      norm,
    });
    this.#average(this.averages.get(name)?.subarray(first, last), parameter, step);
  }

  #average(average: Float32Array | undefined, present: Float32Array, step: number): void {
    const { ema } = this.#declaration;
    if (!average || !ema) return;
    const decay = decayAt(ema, step);
    for (let i = 0; i < average.length; i++) average[i] = decay * average[i]! + (1 - decay) * present[i]!;
  }
}
