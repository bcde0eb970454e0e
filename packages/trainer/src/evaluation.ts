import { checkOptions, required, type Kinds } from '@resnet-compile/options';
import type { Batch, Batches } from './batches.ts';
import { batches as batchesKind, functionOf, stopSignal, withMethods } from './kinds.ts';
import type { TrainableNetwork, TrainingInfo } from './network.ts';
import type { StopSignal } from './stop-signal.ts';
import { untilStopped } from './until-stopped.ts';

/** How well a network does on images that it is not trained on; every image counts the same, whatever batch it came in. */
export interface Evaluation {
  /** How many there were. */
  readonly images: number;
  /** Mean cross entropy, without label smoothing. */
  readonly loss: number;
  /** Part of the images whose class has the largest logit. */
  readonly top1: number;
  /** Part of the images whose class is among the five with the largest logits. */
  readonly top5: number;
  /** How many images of class `i` were taken for class `j`: `confusion[i][j]`. */
  readonly confusion: readonly (readonly number[])[];
  /** Images that could not be read: which, and why. Not there without any. */
  readonly skipped?: readonly string[];
}

/** What `evaluate` asks of a network. */
export interface EvaluatedNetwork extends Pick<TrainableNetwork, 'predict'> {
  /** What it says of itself. */
  readonly training?: Pick<TrainingInfo, 'classes'>;
}

/** What is evaluated, and on what. */
export interface EvaluateOptions {
  /** Only its `predict` is called; where it says how many classes it has, logits and labels are compared with it. */
  readonly network: EvaluatedNetwork;
  /** Their labels are classes. */
  readonly batches: Batches;
  /** Told after every batch how many images are done. */
  readonly onProgress?: (images: number) => void | Promise<void>;
  /** Ends the evaluation after the present batch, and without the one that is waited for; it rejects with a {@link StoppedError} then. */
  readonly signal?: StopSignal | undefined;
}

/** A signal ended it. */
export class StoppedError extends Error {
  /** `StoppedError`. */
  override readonly name = 'StoppedError';
}

const kinds: Kinds<EvaluateOptions> = {
  network: required(withMethods('what load() of a compiled module gives', 'predict')),
  batches: required(batchesKind),
  onProgress: functionOf('a function of the number of images'),
  signal: stopSignal,
};

/** Loss, accuracies and confusions, by running statistics. Of equal logits the first counts as the largest. */
export async function evaluate(options: EvaluateOptions): Promise<Evaluation> {
  checkOptions('evaluate', options, kinds);
  return evaluationOf(await tally(options));
}

/** Sums over images. */
export type Tally = Required<Evaluation>;

/** Counts on a part of the test data, which may be empty. */
export async function tally({ network, batches, onProgress, signal }: EvaluateOptions): Promise<Tally> {
  const skipped: string[] = [];
  let [images, loss, top1, top5] = [0, 0, 0, 0];
  let confusion: number[][] = [];
  for await (const batch of untilStopped(batches, signal)) {
    const { labels } = batch;
    // A rank's share of the last batch.
    if (labels.length + batch.images.length === 0) continue;
    if (Object.prototype.toString.call(labels) !== '[object Int32Array]')
      throw new TypeError(
        `a batch to evaluate on has ${Object.prototype.toString.call(labels)} as labels; expected an Int32Array of classes`,
      );
    const logits = await network.predict(batch.images);
    const classes = classesOf(logits, batch, network.training?.classes ?? (confusion.length || undefined));
    if (confusion.length === 0)
      confusion = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
    for (const [n, label] of labels.entries()) {
      const row = logits.subarray(n * classes, (n + 1) * classes);
      const own = row[label];
      if (own === undefined)
        throw new TypeError(`the label of image ${images + n} is ${label}; expected 0 to ${classes - 1}`);
      const rank = rankOf(row, label, own);
      const predicted = row.indexOf(row.reduce((a, b) => Math.max(a, b)));
      if (predicted === -1) throw new Error(`the logits of image ${images + n} are not numbers: ${row.join(', ')}`);
      loss += crossEntropy(row, own);
      if (rank < 1) top1++;
      if (rank < 5) top5++;
      const ofLabel = confusion[label] ?? [];
      ofLabel[predicted] = (ofLabel[predicted] ?? 0) + 1;
    }
    images += labels.length;
    skipped.push(...(batch.skipped ?? []));
    batch.release?.();
    await onProgress?.(images);
  }
  if (signal?.aborted) throw new StoppedError(`stopped after ${images} images`);
  return { images, loss, top1, top5, confusion, skipped };
}

/** @throws {Error} where there was no image. */
export function evaluationOf({ images, loss, top1, top5, confusion, skipped }: Tally): Evaluation {
  if (images === 0) throw new Error('there are no images to evaluate on; expected one batch at least');
  return {
    images,
    loss: loss / images,
    top1: top1 / images,
    top5: top5 / images,
    confusion,
    ...(skipped.length ? { skipped } : {}),
  };
}

/** How many logits each image has. @throws {TypeError} where there are not as many labels as images. */
function classesOf(logits: Float32Array, { labels, indices }: Batch, expected: number | undefined): number {
  if (logits.length + labels.length === 0) return expected ?? 0;
  const classes = logits.length / labels.length;
  const isWhole =
    Number.isInteger(classes) && classes > 0 && (indices === undefined || indices.length === labels.length);
  if (isWhole && classes === (expected ?? classes)) return classes;
  throw new TypeError(
    `a batch to evaluate on has ${labels.length} labels${indices ? ` and ${indices.length} indices` : ''}, and its images have ${logits.length} logits${expected === undefined ? '' : `, which is ${logits.length / expected} images of ${expected} classes`}; expected a label for each image`,
  );
}

/** How many classes come before this one, whose logit is `own`. */
const rankOf = (logits: Float32Array, label: number, own: number): number =>
  logits.reduce((rank, logit, k) => rank + (logit > own || (logit === own && k < label) ? 1 : 0), 0);

function crossEntropy(logits: Float32Array, own: number): number {
  const largest = logits.reduce((a, b) => Math.max(a, b));
  return largest - own + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}
