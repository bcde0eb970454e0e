import { DataError } from '../data-error.ts';
import type { Reader } from '../dataset.ts';
import { sizeOf } from '../image.ts';
import { randomOf } from '../random.ts';
import { replacementsOf } from './replacements.ts';
import { byteTable, writeNormalized } from './normalize.ts';
import { stepsOf, type Job, type MadeBatch, type Plan } from './plan.ts';

/**
 * Makes batches by a plan: each image is brought to the data set's shape, changed as bytes, normalised, changed as values;
 * then the batch is mixed. The same job gives the same bits, on any thread.
 */
export function batchMaker(reader: Reader, plan: Plan): (job: Job) => Promise<MadeBatch> {
  const { shape, classes, labels: all, seed, epoch, skipCorrupt } = plan;
  const [channels, height, width] = shape;
  const size = sizeOf(shape);
  const table = byteTable(channels, plan.normalize);
  const steps = stepsOf(plan);
  const fitsItself = steps.pixels[0]?.operation.fits === true;

  async function writeImage(index: number, values: Float32Array): Promise<void> {
    const original = await reader.image(index);
    let image = fitsItself || reader.fit === undefined ? original : reader.fit(original);
    for (const { operation, options, name } of steps.pixels)
      image = operation.run(image, options, randomOf(seed, epoch, index, name), shape);
    if (image.channels !== channels || image.height !== height || image.width !== width || image.data.length !== size) {
      throw new DataError(
        `image ${index} is ${image.channels}×${image.height}×${image.width}, ${image.data.length} bytes, after augmentation; expected ${shape.join('×')}`,
      );
    }
    writeNormalized(image, table, values);
    for (const { operation, options, name } of steps.values)
      operation.run(values, shape, options, randomOf(seed, epoch, index, name));
  }

  /** Writes the image, or the first of its replacements that can be read. Says which one it was. */
  async function writeReadable(index: number, values: Float32Array, skipped: string[]): Promise<number> {
    try {
      await writeImage(index, values);
      return index;
    } catch (error) {
      if (!skipCorrupt || !(error instanceof DataError)) throw error;
      skipped.push(error.message);
    }
    for (const other of replacementsOf(index, all.length, seed, epoch)) {
      try {
        await writeImage(other, values);
        return other;
      } catch (error) {
        // It is named in the batch that it belongs to.
        if (!(error instanceof DataError)) throw error;
      }
    }
    throw new DataError(
      `none of the ${all.length} images can be read, and so none can take the place of another: ${skipped.at(-1)}`,
    );
  }

  return async ({ step, indices, recycled }) => {
    const count = indices.length;
    const bytes = count * size * 4;
    const images =
      recycled && recycled.byteLength >= bytes ? new Float32Array(recycled, 0, bytes / 4) : new Float32Array(bytes / 4);
    const skipped: string[] = [];
    for (let n = 0; n < count; n++)
      indices[n] = await writeReadable(indices[n]!, images.subarray(n * size, (n + 1) * size), skipped);
    const labels = indices.map((index) => all[index]!);
    const batch = { step, images, indices, skipped };
    if (steps.batch.length === 0) return { ...batch, labels };
    const targets = new Float32Array(count * classes);
    for (let n = 0; n < count; n++) targets[n * classes + labels[n]!] = 1;
    for (const { operation, options, name } of steps.batch) {
      // Partners are as they were before: what is mixed is not mixed in again.
      const [before, targetsBefore] = [batch.images.slice(), targets.slice()];
      for (let n = 0; n < count; n++) {
        const partner = (n + count - 1) % count;
        const own = operation.mix(
          batch.images.subarray(n * size, (n + 1) * size),
          before.subarray(partner * size, (partner + 1) * size),
          shape,
          options,
          randomOf(seed, epoch, indices[n]!, name),
        );
        for (let at = 0; at < classes; at++)
          targets[n * classes + at] =
            own * targetsBefore[n * classes + at]! + (1 - own) * targetsBefore[partner * classes + at]!;
      }
    }
    return { ...batch, labels: targets };
  };
}
