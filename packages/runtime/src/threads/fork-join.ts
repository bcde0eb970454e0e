import { itemOf } from '@resnet-compile/ir';
import { unsliced, type Slices } from '../slices.ts';

/** Work that falls into units that may be done in any order, at the same time. Every thread has an equal list of tasks. */
export interface Task {
  /** For an argument: of a program of kernels, the batch. */
  units(argument: number): number;
  run(unit: number, argument: number): void;
  /** Whether it takes longer than to tell other threads of it. */
  isLarge(argument: number): boolean;
  /** What thread 0 does behind the last unit. */
  finish?(argument: number): void;
}

/** Each word on a cache line of its own, so that threads that wait do not disturb those that work. */
const stride = 16;
const phaseWord = 0;
const insideWord = stride;
const sleepersWord = 2 * stride;
const failedWord = 3 * stride;
const taskWord = 4 * stride;
const argumentWord = 5 * stride;
const firstRange = 6 * stride;

/**
 * Milliseconds that a thread stays awake while it waits. To wake a sleeper takes 50 µs; during a run, threads seldom wait
 * for each other as long as this.
 */
const awake = 0.1;

/** Newer than the oldest supported hosts: tells the processor that this thread only waits. */
const { pause } = Atomics as { readonly pause?: () => void };

export const controlBytes = (threads: number): number => (firstRange + threads * stride) * 4;

/**
 * Fork and join over shared memory. Thread 0 opens a task, all work on it, and thread 0 goes on when none works any more.
 * Each thread first takes the units of its own range, in order, so that it finds in its caches what it wrote before; then
 * what is left of the others'. Nobody waits for a thread that sleeps: its units are taken by the others.
 */
export class ForkJoin {
  readonly threads: number;
  readonly #words: Int32Array;
  readonly #tasks: readonly Task[];
  readonly #slices: Slices;
  /** Odd while a task is open. */
  #phase = 0;

  constructor(words: Int32Array, threads: number, tasks: readonly Task[], slices: Slices = unsliced) {
    this.#words = words;
    this.#slices = slices;
    this.threads = threads;
    this.#tasks = tasks;
  }

  /** On thread 0: does a task with all threads, its own part in slices. @throws {Error} where one of them failed. */
  run(index: number, argument: number): void | Promise<void> {
    const task = itemOf(this.#tasks, index);
    const units = task.units(argument);
    if (this.threads === 1 || units === 1 || !task.isLarge(argument)) return doAlone(task, argument, this.#slices);
    const words = this.#words;
    words[taskWord] = index;
    words[argumentWord] = argument;
    for (let thread = 0; thread < this.threads; thread++) words[rangeOf(thread)] = this.#start(thread, units);
    Atomics.store(words, phaseWord, ++this.#phase);
    if (Atomics.load(words, sleepersWord) > 0) Atomics.notify(words, phaseWord);
    let pending: void | Promise<void>;
    try {
      pending = doUnits(this.#claims(0, units), (unit) => task.run(unit, argument), this.#slices);
    } catch (error) {
      this.#close();
      throw error;
    }
    if (!pending) return this.#end();
    return pending.then(
      () => this.#end(),
      (error: unknown) => {
        this.#close();
        throw error;
      },
    );
  }

  /** No thread begins any more, and none works. */
  #close(): void {
    const words = this.#words;
    Atomics.store(words, phaseWord, ++this.#phase);
    for (let inside = Atomics.load(words, insideWord); inside > 0;) inside = awaitChange(words, insideWord, inside);
  }

  #end(): void {
    this.#close();
    if (Atomics.load(this.#words, failedWord)) throw new Error('a thread failed');
  }

  /** On the other threads: joins in, until the thread is ended. */
  join(thread: number): never {
    const words = this.#words;
    for (let phase = 0; ;) {
      phase = awaitChange(words, phaseWord, phase, sleepersWord);
      if (phase % 2 === 0) continue;
      Atomics.add(words, insideWord, 1);
      // Only now does thread 0 wait for this one; by now, another task may be open, or none.
      phase = Atomics.load(words, phaseWord);
      try {
        if (phase % 2 !== 0) {
          const [task, argument] = [itemOf(this.#tasks, words[taskWord]!), words[argumentWord]!];
          const claim = this.#claims(thread, task.units(argument));
          for (let unit = claim(); unit !== undefined; unit = claim()) task.run(unit, argument);
        }
      } catch (error) {
        Atomics.store(words, failedWord, 1);
        throw error;
      } finally {
        if (Atomics.sub(words, insideWord, 1) === 1) Atomics.notify(words, insideWord);
      }
    }
  }

  /** Where a thread's range of units starts; the next one's start is its end. */
  #start(thread: number, units: number): number {
    return Math.floor((thread * units) / this.threads);
  }

  /** What a thread is to do next: of its own range, and then of the others'. */
  #claims(thread: number, units: number): () => number | undefined {
    const words = this.#words;
    let distance = 0;
    return () => {
      for (; distance < this.threads; distance++) {
        const owner = (thread + distance) % this.threads;
        const end = this.#start(owner + 1, units);
        const next = rangeOf(owner);
        // A look first: most ranges of others are empty by then.
        if (Atomics.load(words, next) >= end) continue;
        const unit = Atomics.add(words, next, 1);
        if (unit < end) return unit;
      }
      return undefined;
    };
  }
}

/** Does a task on this thread. */
export function doAlone(task: Task, argument: number, slices: Slices): void | Promise<void> {
  const units = task.units(argument);
  let next = 0;
  return doUnits(
    () => (next < units ? next++ : undefined),
    (unit) => task.run(unit, argument),
    slices,
  );
}

/** Does unit after unit, as `claim` hands them out; where a slice is over, the rest after a pause. */
function doUnits(claim: () => number | undefined, run: (unit: number) => void, slices: Slices): void | Promise<void> {
  for (let unit = claim(); unit !== undefined; unit = claim()) {
    if (slices.isOver()) return afterPause(unit, claim, run, slices);
    run(unit);
  }
}

async function afterPause(
  first: number,
  claim: () => number | undefined,
  run: (unit: number) => void,
  slices: Slices,
): Promise<void> {
  await slices.pause();
  run(first);
  for (let unit = claim(); unit !== undefined; unit = claim()) {
    if (slices.isOver()) await slices.pause();
    run(unit);
  }
}

const rangeOf = (thread: number): number => firstRange + thread * stride;

/** Waits until a word is no longer `value`, awake for a moment and then asleep, counted in the word `sleepers`. */
function awaitChange(words: Int32Array, word: number, value: number, sleepers?: number): number {
  for (const until = performance.now() + awake; performance.now() < until;) {
    for (let look = 0; look < 20; look++) {
      const found = Atomics.load(words, word);
      if (found !== value) return found;
      pause?.();
    }
  }
  if (sleepers !== undefined) Atomics.add(words, sleepers, 1);
  Atomics.wait(words, word, value);
  if (sleepers !== undefined) Atomics.sub(words, sleepers, 1);
  return Atomics.load(words, word);
}
