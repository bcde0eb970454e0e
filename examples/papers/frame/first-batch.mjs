import { batches } from '@resnet-compile/data';
import { augmentation } from './cifar.mjs';

/** The first images of a data set, and their labels; no more than it has. */
export async function firstBatch(dataset, count) {
  const options = { batchSize: Math.min(count, dataset.length), shuffle: false, workers: 0 };
  for await (const { images, labels } of batches(dataset, { ...options, normalize: augmentation.normalize }))
    return { images, labels };
}
