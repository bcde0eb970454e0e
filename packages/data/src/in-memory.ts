import { startThread } from './batches/start-thread.ts';
import type { Dataset, Reader } from './dataset.ts';
import { DataError } from './data-error.ts';
import { sizeOf, type Shape } from './image.ts';

export interface MemoryData {
  /** N×C×H×W. */
  readonly pixels: Uint8Array;
  readonly shape: Shape;
}

/** The images, their labels, and what these mean. */
export interface InMemoryOptions {
  /** As messages name it. */
  readonly name: string;
  /** N×C×H×W. */
  readonly pixels: Uint8Array;
  /** The class of each image, an index into `classes`: N. */
  readonly labels: ArrayLike<number>;
  /** Of one image. */
  readonly shape: Shape;
  /** Their names. */
  readonly classes: readonly string[];
}

/**
 * A data set of bytes in memory. Pixels that lie in shared memory (`sharedBytes`) are read by workers where they are; others
 * are copied once for each worker.
 * @throws {DataError} where the counts do not agree or a label is none of the classes.
 */
export function inMemory({ name, pixels, labels, shape, classes }: InMemoryOptions): Dataset<ArrayBuffer> {
  const size = sizeOf(shape);
  if (pixels.length !== labels.length * size) {
    throw new DataError(`${name} has ${pixels.length} bytes of pixels for ${labels.length} labels; expected ${shape.join('×')} = ${size} bytes for each`);
  }
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes.length) {
      throw new DataError(`${name}: the label of image ${index} is ${label}; expected 0 to ${classes.length - 1}`);
    }
  }
  return {
    name, length: labels.length, shape, classes, labels: Int32Array.from(labels),
    source: {
      data: { pixels, shape } satisfies MemoryData,
      open: openMemory as (data: unknown) => Reader,
      startThread: () => startThread(() => new Worker(new URL('./memory-worker.js', import.meta.url), { type: 'module' }), import.meta.url, './memory-worker'),
    },
  };
}

export function openMemory({ pixels, shape }: MemoryData): Reader {
  const [channels, height, width] = shape;
  const size = sizeOf(shape);
  return { image: (index) => ({ data: pixels.subarray(index * size, (index + 1) * size), channels, height, width }) };
}

/** Zeros in memory that threads share, where the host allows that: a page without cross-origin isolation does not. */
export const sharedBytes = (length: number): Uint8Array =>
  typeof SharedArrayBuffer === 'function' ? new Uint8Array(new SharedArrayBuffer(length)) : new Uint8Array(length);
