import { batches, type Augmentation, type Dataset, type Normalization } from '@resnet-compile/data';
import type { StopSignal } from '@resnet-compile/trainer';
import { embeddingOutput, pooled, type LoadedNetwork } from '@resnet-compile/vision';
import type { Examples } from './examples.ts';
import { meter, type OnMeter } from './meter.ts';
import { expectGoing } from './stopped.ts';

interface Featuring {
  readonly batchSize: number;
  readonly normalize: Normalization | undefined;
  /** How often each picture is looked at: once as it is, and then augmented. */
  readonly views: number;
  readonly augment: readonly Augmentation[];
  readonly seed: number;
  readonly workers: number;
  readonly signal: StopSignal | undefined;
  readonly onProgress: OnMeter;
}

/** What the body of a network, which is not trained, makes of pictures: computed once, whatever is trained on it. */
export async function featuresOf(network: LoadedNetwork, dataset: Dataset, how: Featuring): Promise<Examples> {
  const output = embeddingOutput(network.model, undefined);
  const { views, augment, normalize, batchSize, seed, workers, signal } = how;
  const [size = 1] = output.shape;
  const values = new Float32Array(views * dataset.length * size);
  const report = meter(views * dataset.length, how.onProgress);
  let done = 0;
  for (let view = 0; view < views; view++) {
    const made = batches(dataset, {
      batchSize,
      shuffle: false,
      epoch: view,
      seed,
      workers,
      augment: view === 0 ? [] : augment,
      ...(normalize ? { normalize } : {}),
    });
    for await (const { images, release } of made) {
      expectGoing(signal);
      const { [output.name]: given = new Float32Array(0) } = await network.run(images);
      release();
      for (const row of pooled(given, output)) values.set(row, size * done++);
      await report(done);
    }
  }
  return { size, values, labels: dataset.labels };
}
