import {
  checkOptions,
  checkValue,
  isList,
  isOptions,
  kind,
  shown,
  tagOf,
  integer,
  callback,
  type Kind,
  type Kinds,
} from '@resnet-compile/options';
import type { Evaluated, StopSignal, TrainingEvent } from '@resnet-compile/trainer';
import { probabilities, topK, type Classification, type ClassifyOptions } from '@resnet-compile/vision';
import type { Examples } from './examples.ts';
import { fitHead, type HeadOptions } from './fit-head.ts';
import { headKinds } from './finetune-options.ts';
import { holdOutKind, signalKind } from './kinds.ts';
import { splitExamples } from './split-examples.ts';

/** What `trainHead` may be told. */
export interface TrainHeadOptions extends HeadOptions {
  /** The part of each class that is tested on, to stop early and to keep the best; 0.2. With 0 all are learnt from. */
  readonly holdOut?: number;
  /** Of the initial parameters, the order and what is held out; 0. */
  readonly seed?: number;
  /** Ends it: it rejects with a `StoppedError` then. */
  readonly signal?: StopSignal;
  /** Hears of steps, epochs and evaluations, as of a run of `@resnet-compile/trainer`, and is awaited. */
  readonly onEvent?: (event: TrainingEvent) => void | Promise<void>;
}

/** A head that was trained: the last layer of a network, for classes of one's own. */
export interface TrainedHead {
  /** Their names, by index. */
  readonly classes: readonly string[];
  /** Classes × features: `fc.weight` of a network whose last layer is called `fc`. */
  readonly weight: Float32Array<ArrayBuffer>;
  /** One for each class: `fc.bias`. */
  readonly bias: Float32Array<ArrayBuffer>;
  /** How well it did on what was held out; null where nothing was. */
  readonly evaluation: Evaluated | null;
  /** The likeliest classes of features, as `embed` gives them, the likeliest first; all, or `top` of them. */
  classify(features: Float32Array, options?: ClassifyOptions): readonly Classification[];
}

const kinds: Kinds<TrainHeadOptions> = {
  ...headKinds,
  holdOut: holdOutKind,
  seed: integer(0, 2 ** 32 - 1),
  signal: signalKind,
  onEvent: callback,
};

const features: Kind = kind('a Float32Array', (value) => tagOf(value) === 'Float32Array');

/**
 * Trains the last layer of a network for classes of one's own, on features of pictures, in any host: some hundred steps of
 * softmax regression, within a second.
 *
 * @example
 * ```js
 * const examples = { cat: await classify.embed(cats), dog: await classify.embed(dogs) };
 * const head = await trainHead(examples);
 * const [{ label, score }] = head.classify(await classify.embed(picture));
 * ```
 * @param examples for each class features of its pictures, as `embed` of a classifier gives them
 * @throws {TypeError | RangeError} where there are fewer than two classes, a class has no example, or their features are of
 * different length; `StoppedError` where the signal ended it.
 */
export async function trainHead(
  examples: Readonly<Record<string, ArrayLike<Float32Array>>>,
  options: TrainHeadOptions = {},
): Promise<TrainedHead> {
  checkOptions<TrainHeadOptions>('trainHead', options, kinds);
  const { holdOut = 0.2, seed = 0, signal, onEvent, ...rest } = options;
  const all = examplesOf(examples);
  const classes = Object.keys(examples);
  const head = await fitHead(
    splitExamples(all, classes, holdOut, seed),
    { classes: classes.length },
    {
      ...rest,
      seed,
      signal,
      onEvent,
    },
  );
  return { classes, ...head, classify: (given, how = {}) => classified(given, how, classes, head) };
}

/** @throws {TypeError | RangeError} where they are none. */
function examplesOf(given: Readonly<Record<string, ArrayLike<Float32Array>>>): Examples {
  checkValue('trainHead: the examples', given, kind('a record of lists, one for each class', isOptions));
  const names = Object.keys(given);
  if (names.length < 2)
    throw new RangeError(
      `trainHead: there ${names.length ? `is one class, ${shown(names[0])}` : 'are no classes'}; expected two or more`,
    );
  const rows = names.flatMap((name, label) => {
    const own = given[name];
    if (!isList(own) || own.length === 0)
      throw new RangeError(
        `trainHead: the class ${shown(name)} has ${isList(own) ? 'no examples' : shown(own)}; expected a list of features, one of them at least`,
      );
    return Array.from(own, (values) => ({ name, label, values }));
  });
  const size = rows[0]?.values.length ?? 0;
  const values = new Float32Array(rows.length * size);
  for (const [at, row] of rows.entries()) {
    checkValue(`trainHead: an example of ${shown(row.name)}`, row.values, features);
    if (row.values.length !== size || size === 0)
      throw new RangeError(
        `trainHead: an example of ${shown(row.name)} has ${row.values.length} values; expected ${size || 'one at least'}, as the first one has`,
      );
    values.set(row.values, at * size);
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) throw new RangeError(`trainHead: a feature is ${values[wrong]}; expected finite numbers`);
  return { size, values, labels: Int32Array.from(rows, ({ label }) => label) };
}

function classified(
  given: Float32Array,
  { top }: ClassifyOptions,
  classes: readonly string[],
  { weight, bias }: Pick<TrainedHead, 'weight' | 'bias'>,
): readonly Classification[] {
  const size = weight.length / classes.length;
  checkValue(
    'classify: the features',
    given,
    kind(
      `a Float32Array of ${size} values`,
      (value) => features.holds(value) && (value as Float32Array).length === size,
    ),
  );
  const logits = Float32Array.from(bias, (value, row) =>
    given.reduce((sum, feature, at) => sum + feature * (weight[row * size + at] ?? 0), value),
  );
  return topK(probabilities(logits), top ?? classes.length).map(({ index, value }) => ({
    label: classes[index] ?? '',
    score: value,
  }));
}
