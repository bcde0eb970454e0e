import { permutation } from '@resnet-compile/data';
import type { Batch, OpenBatches } from '@resnet-compile/trainer';

/** Features of pictures, and their classes. */
export interface Examples {
  /** Of how many values the features of a picture are. */
  readonly size: number;
  /** Views × pictures × size: the same pictures, plain or augmented. One view, where there are no more. */
  readonly values: Float32Array<ArrayBuffer>;
  /** The class of each picture. */
  readonly labels: Int32Array;
}

export const viewsOf = ({ values, size, labels }: Examples): number => values.length / (size * labels.length);

/** Opens an epoch of shuffled batches, each epoch of the next view. What there is too little of for a batch at the end is left out. */
export const epochsOf =
  (examples: Examples, batchSize: number): OpenBatches =>
  ({ seed, epoch, start }) => {
    const { size, values, labels } = examples;
    const view = (epoch % viewsOf(examples)) * labels.length;
    const order = permutation(labels.length, seed, epoch);
    const length = Math.max(1, Math.floor(labels.length / batchSize));
    return {
      length,
      *[Symbol.iterator](): Generator<Batch> {
        for (let step = start; step < length; step++) {
          const indices = order.subarray(step * batchSize, (step + 1) * batchSize);
          const images = new Float32Array(indices.length * size);
          for (const [n, index] of indices.entries())
            images.set(values.subarray((view + index) * size, (view + index + 1) * size), n * size);
          yield { images, labels: Int32Array.from(indices, (index) => labels[index] ?? 0) };
        }
      },
    };
  };

/** The plain view as one batch, to evaluate on. */
export const allOf = ({ size, values, labels }: Examples): readonly Batch[] => [
  { images: values.subarray(0, labels.length * size), labels: Int32Array.from(labels) },
];
