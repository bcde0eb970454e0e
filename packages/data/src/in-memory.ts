import {
  checkOptions,
  checkValue,
  integer,
  isList,
  kind,
  listOf,
  required,
  shown,
  text,
} from '@resnet-compile/options';
import { startThread } from './batches/start-thread.ts';
import { bytesOf, type Numbers } from './bytes-of.ts';
import type { Dataset, Reader } from './dataset.ts';
import { DataError } from './data-error.ts';
import { digest } from './digest.ts';
import { sizeOf, type Shape } from './image.ts';

export interface MemoryData {
  /** N×C×H×W. */
  readonly pixels: Uint8Array;
  readonly shape: Shape;
  /** Which of these images there are; all. */
  readonly chosen?: Int32Array;
}

/** The images, their labels, and what these mean. */
export interface InMemoryOptions {
  /** As messages name it. */
  readonly name: string;
  /** N×C×H×W, bytes. They are not copied; arrays of another type that hold integers from 0 to 255 are. */
  readonly pixels: Numbers;
  /** The class of each image, an index into `classes`: N. */
  readonly labels: ArrayLike<number>;
  /** Of one image. */
  readonly shape: Shape;
  /** Their names. */
  readonly classes: readonly string[];
}

const list = kind('an array', isList);

/**
 * A data set of bytes in memory. Pixels that lie in shared memory (`sharedBytes`) are read by workers where they are; others
 * are copied once for each worker.
 * @throws {DataError} where the counts do not agree, a pixel is no byte or a label is none of the classes.
 * @throws {TypeError | RangeError} for an option that is missing, is not there, or is none.
 */
export function inMemory(options: InMemoryOptions): Dataset<ArrayBuffer> {
  checkOptions<InMemoryOptions>('inMemory', options, {
    name: required(text),
    pixels: required(list),
    labels: required(list),
    shape: required(listOf(integer(1), '[channels, height, width]', 3)),
    classes: required(
      listOf(
        kind('', (each) => typeof each === 'string'),
        'a list of names',
      ),
    ),
  });
  const { name, labels } = options;
  const [shape, classes] = [Array.from(options.shape) as unknown as Shape, Array.from(options.classes)];
  const pixels = bytesOf(options.pixels, name);
  const size = sizeOf(shape);
  if (pixels.length !== labels.length * size) {
    throw new DataError(
      `${name} has ${pixels.length} bytes of pixels for ${labels.length} labels; expected ${shape.join('×')} = ${size} bytes for each`,
    );
  }
  for (let index = 0; index < labels.length; index++) {
    const label = labels[index]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes.length) {
      throw new DataError(
        `${name}: the label of image ${index} is ${shown(label)}; expected 0 to ${classes.length - 1}`,
      );
    }
  }
  const { length } = labels;
  const present = (): Uint8Array => {
    if (pixels.length >= length * size)
      return pixels.length === length * size ? pixels : pixels.subarray(0, length * size);
    throw new DataError(
      `${name}: of ${length * size} bytes of pixels ${pixels.length} are there: their buffer was transferred or resized since; hand over a copy`,
    );
  };
  return {
    name,
    length,
    shape,
    classes,
    labels: Int32Array.from(labels),
    source: {
      get data(): MemoryData {
        return { pixels: present(), shape };
      },
      open: openMemory as (data: unknown) => Reader,
      select: (chosen): MemoryData => ({ pixels: present(), shape, chosen }),
      startThread: () =>
        startThread(
          () => new Worker(new URL('./memory-worker.js', import.meta.url), { type: 'module' }),
          import.meta.url,
          './memory-worker',
        ),
      describe: () => ({ pixels: digest(present()) }),
    },
  };
}

export function openMemory({ pixels, shape, chosen }: MemoryData): Reader {
  const [channels, height, width] = shape;
  const size = sizeOf(shape);
  return {
    image(index) {
      const at = (chosen?.[index] ?? index) * size;
      return { data: pixels.subarray(at, at + size), channels, height, width };
    },
  };
}

/** Zeros in memory that threads share, where the host allows that: a page without cross-origin isolation does not. */
export function sharedBytes(length: number): Uint8Array {
  checkValue('sharedBytes: length', length, integer(0));
  return typeof SharedArrayBuffer === 'function'
    ? new Uint8Array(new SharedArrayBuffer(length))
    : new Uint8Array(length);
}
