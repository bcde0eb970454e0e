import { readPlace } from '@resnet-compile/data/images';
import { batches, type Augmentation, type Dataset, type Normalization } from '@resnet-compile/data';
import { sgd, training, type Network } from '@resnet-compile/dsl';
import { compileTraining } from '@resnet-compile/driver';
import {
  cosine,
  train as trainInFolder,
  warmUp,
  weightsOf,
  type Evaluated,
  type StopSignal,
  type TrainingEvent,
} from '@resnet-compile/trainer';
import { train } from '@resnet-compile/trainer/run';
import { readSafetensors } from '@resnet-compile/weights/safetensors';
import type { ComputingOptions } from './finetune-options.ts';
import { given } from './given.ts';
import { loadNetwork, targetOf, type LoadedForTraining } from './load-network.ts';
import { expectGoing } from './stopped.ts';

/** A run of a whole network. */
export interface Everything extends ComputingOptions {
  readonly network: Network;
  /** What it begins with; undefined for initial values. */
  readonly state: Readonly<Record<string, Float32Array>> | undefined;
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  readonly normalize: Normalization | undefined;
  readonly augment: readonly Augmentation[];
  readonly epochs: number;
  readonly rate: number;
  readonly batchSize: number;
  readonly patience: number;
  readonly seed: number;
  readonly workers: number;
  readonly out?: string;
  readonly signal?: StopSignal;
  readonly onEvent: (event: TrainingEvent) => void | Promise<void>;
}

/** What a run has made. */
export interface Trained {
  /** Of the best step; the last one, where there was nothing to test on. */
  readonly state: Readonly<Record<string, Float32Array>>;
  readonly evaluation: Evaluated | null;
}

/** Trains all that the network does not freeze, by SGD with momentum where it does not say how, and keeps the best. */
export async function trainEverything(run: Everything): Promise<Trained> {
  const { train: learnt, test, augment, epochs, rate, seed, workers, out, signal, device, patience } = run;
  const { threads, worker, gpu, v8Flags } = run;
  const network =
    'training' in run.network ? run.network : training(run.network, { optimizer: sgd({ decay: 'weights' }) });
  const loaded = await loadNetwork<LoadedForTraining>(network, (stages) => compileTraining(stages, targetOf(device)), {
    seed,
    device: device ?? 'cpu',
    ...given({ threads, worker, gpu, v8Flags, weights: run.state }),
  });
  try {
    const batchSize = Math.min(run.batchSize, learnt.length);
    const how = { workers, ...given({ normalize: run.normalize }) };
    let best: Uint8Array | undefined;
    const options = {
      network: loaded,
      data: {
        train: (place: { readonly seed: number; readonly epoch: number; readonly start: number }) =>
          batches(learnt, { ...place, ...how, batchSize, augment, dropLast: true }),
        ...(test ? { test: () => batches(test, { ...how, batchSize, shuffle: false }) } : {}),
      },
      epochs,
      schedule: warmUp(
        { steps: Math.ceil((epochs * Math.floor(learnt.length / batchSize)) / 10) },
        cosine({ base: rate }),
      ),
      seed,
      ...(test ? { patience } : {}),
      signal,
      async onEvent(event: TrainingEvent) {
        if (event.kind === 'checkpoint' && event.isBest) best = event.bytes;
        await run.onEvent(event);
      },
    };
    const summary = out === undefined ? await train(options) : await trainInFolder({ ...options, out });
    expectGoing(signal);
    const names = Object.keys(await loaded.stateDict());
    const average = !!loaded.training?.average;
    // An earlier run of the folder may have found it.
    const kept = out === undefined ? best : await readPlace(`${out}/checkpoints/best.safetensors`);
    const state = kept ? stateOf(weightsOf(kept, names, { average })) : await loaded.stateDict();
    return { state, evaluation: summary.best };
  } finally {
    await loaded.dispose();
  }
}

const stateOf = (file: Uint8Array): Record<string, Float32Array> =>
  Object.fromEntries(Array.from(readSafetensors(file), ([name, { data }]) => [name, data]));
