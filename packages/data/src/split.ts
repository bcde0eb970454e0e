import { checkOptions, integer, kind, required, type Kinds } from '@resnet-compile/options';
import { permutation } from './batches/permutation.ts';
import { checkDataset } from './batches/check-dataset.ts';
import type { Dataset, Source } from './dataset.ts';
import { digest } from './digest.ts';

/** How a data set is divided. */
export interface SplitOptions {
  /** The part of each class that is tested on, between 0 and 1; of two images or more, one at least, and one stays. */
  readonly test: number;
  /** Of the choice; 0. */
  readonly seed?: number;
}

/** What things are divided into. */
interface Parts<Part> {
  /** To train on. */
  readonly train: Part;
  /** To test on. */
  readonly test: Part;
}

const kinds: Kinds<SplitOptions> = {
  test: required(kind('a number between 0 and 1', (part) => typeof part === 'number' && part > 0 && part < 1)),
  seed: integer(0, 2 ** 32 - 1),
};

/**
 * Divides a data set into images to train on and images to test on, each class by itself; which ones is a function of seed and
 * labels alone. Both parts stay in the data set's order. Of a class with one image there is none to test on.
 * @throws {TypeError | RangeError} for options that are missing, or make no sense.
 */
export function split<Memory extends ArrayBufferLike>(
  dataset: Dataset<Memory>,
  options: SplitOptions,
): Parts<Dataset<ArrayBuffer>> {
  checkDataset(dataset);
  checkOptions('split', options, kinds);
  const { seed = 0 } = options;
  const { train, test } = heldOut(dataset.labels, dataset.classes.length, options.test, seed);
  return { train: part(dataset, 'to train on', train), test: part(dataset, 'to test on', test) };
}

/**
 * Which of labelled things to train on and which to test on, as `split` chooses them: of each class the same part, by seed and
 * labels alone, in their order. With `test` 0 there are none to test on.
 */
export function heldOut(
  labels: Int32Array,
  classes: number,
  test: number,
  seed: number,
): Parts<Int32Array<ArrayBuffer>> {
  const isTested = new Uint8Array(labels.length);
  const where = (isWanted: (index: number) => boolean): Int32Array<ArrayBuffer> =>
    Int32Array.from(labels, (_, index) => index).filter(isWanted);
  for (let label = 0; label < classes && test > 0; label++) {
    const own = where((index) => labels[index] === label);
    const count = Math.min(own.length - 1, Math.max(1, Math.round(own.length * test)));
    const order = permutation(own.length, seed, label);
    for (const place of order.subarray(0, Math.max(0, count))) isTested[own[place] ?? 0] = 1;
  }
  return { train: where((index) => !isTested[index]), test: where((index) => isTested[index] === 1) };
}

function part({ name, source, labels, ...rest }: Dataset, use: string, indices: Int32Array): Dataset<ArrayBuffer> {
  return {
    ...rest,
    name: `${name}, ${use}`,
    length: indices.length,
    labels: Int32Array.from(indices, (index) => labels[index] ?? 0),
    source: {
      ...selected(source, indices),
      describe: () => ({ ...source.describe?.(), part: digest(new Uint8Array(Int32Array.from(indices).buffer)) }),
    },
  };
}

function selected({ data, open, startThread, select }: Source, indices: Int32Array): Source {
  if (select)
    return {
      data: select(indices),
      open,
      ...(startThread ? { startThread } : {}),
      select: (inner) => select(inner.map((index) => indices[index] ?? 0)),
    };
  // What a worker cannot be told is read on the caller's thread.
  return {
    data,
    async open(all) {
      const { image, ...reader } = await open(all);
      return { ...reader, image: (index) => image(indices[index] ?? 0) };
    },
  };
}
