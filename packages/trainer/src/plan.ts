import type { Batches, OpenBatches } from './batches.ts';
import type { StopSignal } from './evaluation.ts';
import type { TrainingEvent } from './events.ts';
import type { TrainableNetwork } from './network.ts';
import type { Schedule } from './schedules.ts';

/** A run: network, data, schedule and length. `epochs` or `steps` is required, the others where nothing else is said. */
export interface TrainOptions {
  /** Of a module compiled with --train. Its seed is its own. */
  readonly network: TrainableNetwork;
  /** What it trains on, and what it is evaluated on. */
  readonly data: {
    /** Opens an epoch of the training data. */
    readonly train: OpenBatches;
    /** Opened for each evaluation: the same images every time. */
    readonly test?: () => Batches;
  };
  /** The run's length in passes over the training data; or it is given as `steps`. */
  readonly epochs?: number;
  /** In place of `epochs`. */
  readonly steps?: number;
  /** The learning rate of each step. */
  readonly schedule: Schedule;
  /** Handed to the training data; 0. */
  readonly seed?: number;
  /** Steps between two checkpoints; an epoch's. */
  readonly checkpointEvery?: number;
  /** Steps between two evaluations on the test data; an epoch's. The last step is always followed by one. */
  readonly evaluateEvery?: number;
  /** Awaited, so that whoever records falls behind no further than one event. */
  readonly onEvent?: (event: TrainingEvent) => void | Promise<void>;
  /** An `AbortSignal`; ends the run after the present step, with a checkpoint. */
  readonly signal?: StopSignal | undefined;
  /** The bytes of a checkpoint to go on from. */
  readonly resume?: Uint8Array | undefined;
}

/** The options that make a run what it is, checked, with their defaults. */
export interface Plan {
  /** Handed to the training data. */
  readonly seed: number;
  /** Of the whole run. */
  readonly steps: number;
  /** Steps of an epoch. */
  readonly batchesPerEpoch: number;
  /** Steps between two checkpoints. */
  readonly checkpointEvery: number;
  /** Steps between two evaluations. */
  readonly evaluateEvery: number;
}

/** One of each name. */
type Names<Options> = { readonly [Name in keyof Required<Options>]: true };

const names: Names<TrainOptions> = { network: true, data: true, epochs: true, steps: true, schedule: true, seed: true, checkpointEvery: true, evaluateEvery: true, onEvent: true, signal: true, resume: true };

/**
 * @param more options that the caller knows besides
 * @throws {TypeError} saying which option is wrong, what it is and what was expected.
 */
export function planOf<More extends object = object>(options: TrainOptions & More, more?: Names<More>): Plan {
  const known = Object.keys({ ...names, ...more });
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`train: there is no option ${JSON.stringify(unknown)}; there are ${known.join(', ')}`);
  const { data, epochs, schedule, seed = 0 } = options;
  if (typeof options.network?.trainStep !== 'function') throw new TypeError('train: network cannot train; expected what load() of a module compiled with --train gives');
  if (typeof data?.train !== 'function') throw new TypeError('train: data.train is no function; expected one that opens an epoch, e.g. (place) => batches(dataset, { ...place, batchSize: 128 })');
  if (data.test !== undefined && typeof data.test !== 'function') throw new TypeError('train: data.test is no function; expected one that opens the batches, e.g. () => batches');
  if (typeof schedule !== 'function') throw new TypeError(`train: schedule is ${String(schedule)}; expected one such as constant(0.1)`);
  if ((epochs === undefined) === (options.steps === undefined)) throw new TypeError('train: expected either epochs or steps');
  if (epochs !== undefined) count('epochs', epochs);
  if (!Number.isSafeInteger(seed)) throw new TypeError(`train: seed is ${String(seed)}; expected an integer`);
  const { length: batchesPerEpoch } = data.train({ seed, epoch: 0, start: 0 });
  count('the length of what data.train opens', batchesPerEpoch);
  const { steps = epochs! * batchesPerEpoch, checkpointEvery = batchesPerEpoch, evaluateEvery = batchesPerEpoch } = options;
  count('steps', steps);
  count('checkpointEvery', checkpointEvery);
  count('evaluateEvery', evaluateEvery);
  return { seed, steps, batchesPerEpoch, checkpointEvery, evaluateEvery };
}

function count(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`train: ${name} is ${String(value)}; expected a whole number of at least 1`);
}
