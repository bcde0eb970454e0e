import { sizeOf, type Batch, type Batches, type OpenedBatches } from './batches.ts';
import type { TrainingInfo } from './network.ts';
import type { Plan } from './plan.ts';
import { shareSizes } from './parallel/shares.ts';
import type { TrainOptions } from './train-options.ts';

/** What is known of the data before the first step. */
export interface FirstLook {
  /** What the training data say of themselves; of data that say nothing, what there is to see. */
  readonly description: Readonly<Record<string, unknown>>;
  /** Whether an epoch's batches are the same wherever they are opened, so that a run cannot go on in its middle. */
  readonly ignoresPlace: boolean;
}

/**
 * Looks at an epoch's last batch, which may be smaller than the others, and at the first one to evaluate on: what cannot
 * be trained, or is of another size, would end the run only when it comes to it.
 * @throws {TypeError} that says what does not fit.
 */
export async function lookAtData(
  { network: { training }, data, engine }: TrainOptions,
  { seed, batchesPerEpoch, steps }: Plan,
): Promise<FirstLook> {
  const place = { seed, epoch: 0, start: batchesPerEpoch - 1 };
  const opened = data.train(place);
  expectAnew('data.train', opened, data.train(place));
  const [last, another] = await take(opened, 2);
  if (!last)
    throw new TypeError(
      `train: an epoch of data.train has ${batchesPerEpoch} batches by its length, and there is none at the last place; expected the batch ${batchesPerEpoch - 1}, counted from 0, where it is opened with { start: ${batchesPerEpoch - 1} }`,
    );
  const ignoresPlace = another !== undefined;
  const count = sizeOf(last);
  const ranks = engine?.ranks ?? 1;
  if (training) {
    expectSize('data.train', last, count, training, opened);
    // A batch that the run does not come to may be what it is.
    if (steps >= batchesPerEpoch && !ignoresPlace) expectTrainable(count, batchesPerEpoch, ranks, training, opened);
    const own = batchSizeOf(opened);
    if (own !== undefined && batchesPerEpoch > 1) expectTrainable(own, 0, ranks, training, opened);
  }
  if (data.test) {
    const tested = data.test({});
    expectAnew('data.test', tested, data.test({}));
    const [first] = await take(tested, 1);
    if (!first)
      throw new TypeError(
        'train: data.test opens no batch; expected one image to evaluate on at least, or no data.test',
      );
    if (Object.prototype.toString.call(first.labels) !== '[object Int32Array]')
      throw new TypeError(
        `train: a batch of data.test has ${Object.prototype.toString.call(first.labels)} as labels; expected an Int32Array of classes, without mixing`,
      );
    if (training) {
      expectSize('data.test', first, first.labels.length, training, tested);
      const wrong = first.labels.find((label) => label >= training.classes || label < 0);
      if (wrong !== undefined)
        throw new TypeError(
          `train: data.test has an image of class ${wrong}; the network has the classes 0 to ${training.classes - 1}`,
        );
    }
  }
  return {
    description:
      opened.fingerprint === undefined
        ? seenOf(last, count)
        : { ...opened.description, fingerprint: opened.fingerprint },
    ignoresPlace,
  };
}

/** @throws {TypeError} where batches that can be gone through once are given again. */
function expectAnew(name: string, opened: Batches, again: Batches): void {
  if (opened === again && 'next' in opened)
    throw new TypeError(
      `train: ${name} gives the same iterator every time, which can be gone through once; open the batches anew in each call, as () => batches(…) does`,
    );
}

/** The first few batches; what they hold is the caller's until the next are made. */
async function take(batches: Batches, most: number): Promise<readonly Batch[]> {
  const taken: Batch[] = [];
  for await (const batch of batches) if (taken.push(batch) === most) break;
  return taken;
}

const times = (extents: readonly unknown[]): string => extents.join('×');
const describe = (
  batches: object,
): { readonly shape?: unknown; readonly batchSize?: unknown; readonly images?: unknown } =>
  (batches as Partial<OpenedBatches>).description ?? {};

function batchSizeOf(batches: object): number | undefined {
  const { batchSize } = describe(batches);
  return typeof batchSize === 'number' ? batchSize : undefined;
}

function expectSize(name: string, { images }: Batch, count: number, { input }: TrainingInfo, batches: object): void {
  const [found, expected] = [images.length / count, input[0] * input[1] * input[2]];
  if (found === expected) return;
  const { shape } = describe(batches);
  throw new TypeError(
    `train: an image of ${name} is ${Array.isArray(shape) ? times(shape) : `${found} values`}; the network takes ${times(input)}${Array.isArray(shape) ? '' : `, ${expected} values`}. Give it images of that size, or compile it for the others`,
  );
}

/** @param at the batch's number in its epoch, from 1; 0: any of them. */
function expectTrainable(
  count: number,
  at: number,
  ranks: number,
  { batch: { multiple, least } }: TrainingInfo,
  batches: object,
): void {
  const why = shareSizes(count, ranks)
    .map((share) =>
      share === 0
        ? 'each needs one at least'
        : share % multiple !== 0
          ? `${ranks === 1 ? 'it' : `a share of ${share}`} cannot be cut into ${multiple} equal parts (accumulate)`
          : share < least
            ? `a batch norm needs ${least} at least, since its map is one pixel`
            : undefined,
    )
    .find((each) => each !== undefined);
  if (why === undefined) return;
  const { images, batchSize } = describe(batches);
  const whose = at === 0 ? 'a batch' : `the last batch of an epoch, batch ${at},`;
  const of = at !== 0 && typeof images === 'number' ? ` (${images} images in batches of ${String(batchSize)})` : '';
  const shared = ranks === 1 ? '' : ` for ${ranks} ranks`;
  throw new TypeError(
    `train: ${whose} has ${count} image${count === 1 ? '' : 's'}${of}${shared}, and ${why}. ${at === 0 ? `Give batches a batchSize that is a multiple of ${multiple * ranks}` : 'Leave it out with dropLast: true of batches, or choose another batchSize'}`,
  );
}

/** Of data without a fingerprint: enough to tell another size of the batches, or another number of images. */
function seenOf(last: Batch, count: number): Readonly<Record<string, unknown>> {
  return {
    'images in the last batch': count,
    'classes in the last batch':
      Object.prototype.toString.call(last.labels) === '[object Int32Array]'
        ? [...last.labels].slice(0, 16).join(' ')
        : 'distributions',
  };
}
