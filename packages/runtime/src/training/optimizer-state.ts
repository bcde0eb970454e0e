import type { ParameterDeclaration } from '@resnet-compile/ir';
import type { State } from '../engine.ts';
import type { Task } from '../threads/fork-join.ts';
import { oneThread, type ThreadPool } from '../threads/thread-pool.ts';
import { expectReduced } from './expect-reduced.ts';
import type { ReduceGradients, TrainingState } from './trainer.ts';
import type { TrainingEngine } from './training-engine.ts';
import { momentsOf, type TrainingDeclaration } from './training-options.ts';
import { squaresOf } from './squares.ts';
import { update } from './update.ts';

/** Values of a parameter that a thread updates at a time. */
const pieceLength = 2 ** 18;

/** Of one parameter. */
interface Piece {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Values that are worth to be shared: some 100 µs. */
const muchWork = 50_000;

type Parameters = readonly ParameterDeclaration[];

const lengthOf = ({ shape }: ParameterDeclaration): number => shape.reduce((product, extent) => product * extent, 1);
const sumOf = (parameters: Parameters): number => parameters.reduce((sum, parameter) => sum + lengthOf(parameter), 0);
const trainedOf = (parameters: Parameters): Parameters => parameters.filter(({ kind }) => kind === 'parameter');

const piecesOf = (parameters: Parameters): readonly Piece[] =>
  trainedOf(parameters).flatMap((parameter) => {
    const length = lengthOf(parameter);
    return Array.from({ length: Math.ceil(length / pieceLength) }, (_, index) => ({ name: parameter.name, first: index * pieceLength, last: Math.min(length, (index + 1) * pieceLength) }));
  });

/** Bytes of the buffer of an {@link OptimizerState}. */
export function stateBytes({ optimizer, ema }: TrainingDeclaration, parameters: Parameters): number {
  const [all, trained] = [sumOf(parameters), sumOf(trainedOf(parameters))];
  return 8 * (settings + piecesOf(parameters).length) + 4 * (all + (all - trained) + trained * (1 + momentsOf(optimizer) + (ema === null ? 0 : 1)));
}

/** Numbers for the update, in front of the pieces' sums of squares: learning rate, scale of the gradients, step. */
const settings = 3;

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
  readonly #gradients: ReadonlyMap<string, Float32Array>;
  readonly #statistics: ReadonlyMap<string, Float32Array>;
  readonly #numbers: Float64Array;
  readonly #gradientsTask: Task;
  readonly #squaresTask: Task;
  readonly #updateTask: Task;
  #flat: Float32Array | undefined;
  /** One parameter's gradient of one part of a batch. */
  #part: Float32Array | undefined;

  constructor(declaration: TrainingDeclaration, parameters: Parameters, engine: Pick<TrainingEngine, 'readGradient'>, buffer: ArrayBufferLike) {
    this.#declaration = declaration;
    const pieces = piecesOf(parameters);
    this.#numbers = new Float64Array(buffer, 0, settings + pieces.length);
    let place = this.#numbers.byteLength;
    const take = (parameter: ParameterDeclaration): Float32Array => {
      const values = new Float32Array(buffer, place, lengthOf(parameter));
      place += values.byteLength;
      return values;
    };
    const each = <Value>(of: Parameters, make: (parameter: ParameterDeclaration) => Value): ReadonlyMap<string, Value> => new Map(of.map((parameter) => [parameter.name, make(parameter)]));
    const trained = trainedOf(parameters);
    this.state = each(parameters, take);
    this.#gradients = each(trained, take);
    this.#statistics = each(parameters.filter(({ kind }) => kind === 'buffer'), take);
    this.moments = each(trained, (parameter) => Array.from({ length: momentsOf(declaration.optimizer) }, () => take(parameter)));
    this.averages = each(declaration.ema === null ? [] : trained, take);

    const isLarge = (): boolean => sumOf(trained) > muchWork;
    const dimensions = new Map(trained.map(({ name, shape }) => [name, shape.length]));
    this.#gradientsTask = { isLarge, units: () => trained.length, run: (unit, part) => this.#addGradient(engine, trained[unit]!.name, part) };
    this.#squaresTask = {
      isLarge, units: () => pieces.length,
      run: (unit) => {
        const { name, first, last } = pieces[unit]!;
        this.#numbers[settings + unit] = squaresOf(this.#gradients.get(name)!, first, last);
      },
    };
    this.#updateTask = { isLarge, units: () => pieces.length, run: (unit) => this.#update(pieces[unit]!, dimensions.get(pieces[unit]!.name)!) };
    this.tasks = [this.#gradientsTask, this.#squaresTask, this.#updateTask];
  }

  /** Before the first step: moments are zero. */
  begin(values: Iterable<readonly [name: string, values: Float32Array]>, seed: number): void {
    for (const [name, each] of values) {
      this.state.get(name)!.set(each);
      this.averages.get(name)?.set(each);
    }
    this.seed = seed;
  }

  /** Takes over a copy of another state. */
  write({ state, moments, averages, step, seed }: TrainingState): void {
    for (const [name, values] of this.state) values.set(state.get(name)!);
    for (const [name, own] of this.moments) own.forEach((values, index) => values.set(moments.get(name)![index]!));
    for (const [name, values] of this.averages) values.set(averages.get(name)!);
    this.step = step;
    this.seed = seed;
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

  /** Adds the gradients of part `index` of a batch; the first begins anew. */
  addGradients(index: number, pool: ThreadPool = oneThread): void {
    pool.run(this.#gradientsTask, index);
  }

  #addGradient(engine: Pick<TrainingEngine, 'readGradient'>, name: string, index: number): void {
    const parts = this.#declaration.accumulate;
    const sum = this.#gradients.get(name)!;
    if (parts === 1) {
      if (!engine.readGradient(name, sum)) sum.fill(0);
      return;
    }
    if (index === 0) sum.fill(0);
    const part = (this.#part ??= new Float32Array(this.#largest)).subarray(0, sum.length);
    if (engine.readGradient(name, part)) for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + part[i]! / parts;
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
  norm(pool: ThreadPool = oneThread): number {
    pool.run(this.#squaresTask, 0);
    return Math.sqrt(this.#numbers.subarray(settings).reduce((sum, squares) => sum + squares, 0));
  }

  /** Updates all parameters in place, clipped as torch.nn.utils.clip_grad_norm_ does, and then their averages. */
  update(learningRate: number, norm: number, pool: ThreadPool = oneThread): void {
    const { clipNorm } = this.#declaration;
    this.step++;
    this.#numbers.set([learningRate, clipNorm === null ? 1 : Math.min(1, clipNorm / (norm + 1e-6)), this.step]);
    pool.run(this.#updateTask, 0);
  }

  #update({ name, first, last }: Piece, dimensions: number): void {
    const { optimizer, ema } = this.#declaration;
    const [learningRate, scale, step] = this.#numbers.subarray(0, settings) as Iterable<number> as readonly [number, number, number];
    const cut = (values: Float32Array): Float32Array => values.subarray(first, last);
    const parameter = cut(this.state.get(name)!);
    update(optimizer, { parameter, gradient: cut(this.#gradients.get(name)!), moments: this.moments.get(name)!.map(cut), dimensions, scale, learningRate, step });
    const average = this.averages.get(name)?.subarray(first, last);
    if (average) for (let i = 0; i < average.length; i++) average[i] = ema! * average[i]! + (1 - ema!) * parameter[i]!;
  }
}
