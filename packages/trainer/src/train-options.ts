import { checkOptions, checkValue, fileBytes, required, type Kinds } from '@resnet-compile/options';
import type { Batches, OpenBatches, Share } from './batches.ts';
import type { ParallelEngine } from './parallel/engine.ts';
import { anObject, batches, functionOf, integer, stopSignal, wholeFrom, withMethods } from './kinds.ts';
import type { StopSignal } from './stop-signal.ts';
import type { TrainingEvent } from './events.ts';
import type { TrainableNetwork } from './network.ts';
import type { Plan } from './plan.ts';
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
    readonly test?: (share: Share) => Batches;
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
  /** Ends the run where so many evaluations in turn were no better than the best one before: early stopping. Without, all steps are made. */
  readonly patience?: number;
  /** Awaited, so that whoever records falls behind no further than one event. */
  readonly onEvent?: (event: TrainingEvent) => void | Promise<void>;
  /** An `AbortSignal`; ends the run after the present step, with a checkpoint. */
  readonly signal?: StopSignal | undefined;
  /** The bytes of a checkpoint to go on from. */
  readonly resume?: Uint8Array | undefined;
  /**
   * What makes this process one of several that train together, such as `mpi()` of `@resnet-compile/mpi` gives. Each trains on
   * its share of every batch; events and files are rank 0's.
   */
  readonly engine?: ParallelEngine;
}

const count = wholeFrom(1);

/** `required` stands where nothing is taken in its place; what `data` has is checked besides. */
const kinds: Kinds<TrainOptions> = {
  network: required(withMethods('what load() of a module compiled with --train gives', 'trainStep')),
  data: required(anObject),
  epochs: count,
  steps: count,
  schedule: required(functionOf('a function of the step such as constant(0.1)')),
  seed: integer,
  checkpointEvery: count,
  evaluateEvery: count,
  patience: count,
  onEvent: functionOf('a function of an event'),
  signal: stopSignal,
  resume: { ...fileBytes, expected: 'the bytes of a checkpoint, a Uint8Array' },
  engine: withMethods('what mpi() of @resnet-compile/mpi gives', 'sum', 'gather'),
};

const dataKinds: Kinds<TrainOptions['data']> = {
  train: required(
    functionOf('a function that opens an epoch, e.g. (place) => batches(dataset, { ...place, batchSize: 128 })'),
  ),
  test: functionOf('a function that opens the batches, e.g. () => batches(…)'),
};

/**
 * @param more options that the caller knows besides
 * @throws {TypeError | RangeError} saying which option is wrong, what it is and what was expected.
 */
export function planOf<More extends object = object>(options: TrainOptions & More, more?: Kinds<More>): Plan {
  checkOptions<TrainOptions & More>('train', options, { ...kinds, ...more } as Kinds<TrainOptions & More>);
  const { data, epochs, seed = 0 } = options;
  checkOptions('train', data, dataKinds, { within: 'data.' });
  if ((epochs === undefined) === (options.steps === undefined))
    throw new TypeError(
      `train: there are ${epochs === undefined ? 'neither epochs nor steps' : 'epochs and steps'}; expected one of them`,
    );
  const opened = data.train({ seed, epoch: 0, start: 0 });
  checkValue('train: what data.train opens', opened, batches);
  const { length: batchesPerEpoch } = opened;
  checkValue('train: the length of what data.train opens', batchesPerEpoch, count);
  const {
    steps = (epochs ?? 0) * batchesPerEpoch,
    checkpointEvery = batchesPerEpoch,
    evaluateEvery = batchesPerEpoch,
    patience = null,
  } = options;
  if (patience !== null && !data.test)
    throw new TypeError(
      'train: there is patience, and no data.test to look whether anything gets better; give both, or none',
    );
  return { seed, steps, batchesPerEpoch, checkpointEvery, evaluateEvery, patience };
}
