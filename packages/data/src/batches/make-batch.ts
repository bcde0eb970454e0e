import { DataError } from '../data-error.ts';
import type { Reader } from '../dataset.ts';
import { sizeOf } from '../image.ts';
import { randomOf } from '../random.ts';
import { byteTable, writeNormalized } from './normalize.ts';
import { stepsOf, type Job, type MadeBatch, type Plan } from './plan.ts';

/**
 * Makes batches by a plan: each image is brought to the data set's shape, changed as bytes, normalised, changed as values;
 * then the batch is mixed. The same job gives the same bits, on any thread.
 */
export function batchMaker(reader: Reader, plan: Plan): (job: Job) => Promise<MadeBatch> {
  const { shape, classes, seed, epoch, skipCorrupt } = plan;
  const [channels, height, width] = shape;
  const size = sizeOf(shape);
  const table = byteTable(channels, plan.normalize);
  const steps = stepsOf(plan);
  const fitsItself = steps.pixels[0]?.operation.fits === true;

  async function writeImage(index: number, values: Float32Array): Promise<void> {
    const original = await reader.image(index);
    let image = fitsItself || reader.fit === undefined ? original : reader.fit(original);
    for (const { operation, options, name } of steps.pixels) image = operation.run(image, options, randomOf(seed, epoch, index, name), shape);
    if (image.channels !== channels || image.height !== height || image.width !== width || image.data.length !== size) {
      throw new DataError(`image ${index} is ${image.channels}×${image.height}×${image.width}, ${image.data.length} bytes, after augmentation; expected ${shape.join('×')}`);
    }
    writeNormalized(image, table, values);
    for (const { operation, options, name } of steps.values) operation.run(values, shape, options, randomOf(seed, epoch, index, name));
  }

  return async ({ step, indices, labels, recycled }) => {
    const bytes = indices.length * size * 4;
    const images = recycled && recycled.byteLength >= bytes ? new Float32Array(recycled, 0, bytes / 4) : new Float32Array(bytes / 4);
    const skipped: string[] = [];
    let count = 0;
    for (const [n, index] of indices.entries()) {
      try {
        await writeImage(index, images.subarray(count * size, (count + 1) * size));
      } catch (error) {
        if (!skipCorrupt || !(error instanceof DataError)) throw error;
        skipped.push(error.message);
        continue;
      }
      indices[count] = index;
      labels[count++] = labels[n]!;
    }
    const batch = { step, images: images.subarray(0, count * size), indices: indices.subarray(0, count), skipped };
    if (steps.batch.length === 0) return { ...batch, labels: labels.subarray(0, count) };
    const targets = new Float32Array(count * classes);
    for (let n = 0; n < count; n++) targets[n * classes + labels[n]!] = 1;
    for (const { operation, options, name } of steps.batch) {
      // Partners are as they were before: what is mixed is not mixed in again.
      const [before, targetsBefore] = [batch.images.slice(), targets.slice()];
      for (let n = 0; n < count; n++) {
        const partner = (n + count - 1) % count;
        const own = operation.mix(batch.images.subarray(n * size, (n + 1) * size), before.subarray(partner * size, (partner + 1) * size), shape, options, randomOf(seed, epoch, indices[n]!, name));
        for (let at = 0; at < classes; at++) targets[n * classes + at] = own * targetsBefore[n * classes + at]! + (1 - own) * targetsBefore[partner * classes + at]!;
      }
    }
    return { ...batch, labels: targets };
  };
}
