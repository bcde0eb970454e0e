import { horizontalFlip, randomResizedCrop } from '@resnet-compile/data';
import { headOf, withClasses } from '@resnet-compile/dsl';
import { checkOptions } from '@resnet-compile/options';
import { fineTuned, type FineTuned } from './fine-tuned.ts';
import { finetuneKinds, headWithViewsKinds, type FinetuneEvent, type FinetuneOptions } from './finetune-options.ts';
import { learnHead } from './learn-head.ts';
import { trainEverything, type Trained } from './train-everything.ts';

/**
 * Teaches a network that was trained on other pictures classes of one's own. All but its last layer looks at each picture once, and a
 * new last layer is trained on what it sees; then everything is trained, a little. Of what was evaluated, the best is kept. Without weights
 * there is no such head, and everything is trained from initial values.
 *
 * @example
 * ```js
 * const flowers = await finetune({ network: resnet18(), weights: hub('timm/resnet18.a1_in1k'), pictures: 'flowers' });
 * await writeFile('flowers.safetensors', flowers.safetensors());
 * ```
 * @throws {TypeError | RangeError} for options that are wrong, and pictures or weights that do not fit the network;
 * `DataError` where a picture cannot be read; `StoppedError` where the signal ended it; whatever a run of the trainer rejects with.
 */
export async function finetune(options: FinetuneOptions): Promise<FineTuned> {
  checkOptions<FinetuneOptions>('finetune', options, finetuneKinds);
  if (options.weights === undefined && options.trains === 'head')
    throw new TypeError(
      "finetune: there are no weights, and trains is 'head', which would learn from what nobody has trained; pass weights, or train everything",
    );
  checkOptions('finetune', options.head ?? {}, headWithViewsKinds, { within: 'head.' });
  const { network, trains = 'everything', patience = 3, weights } = options;
  const { epochs = 10, rate = weights === undefined ? 0.05 : 0.005 } = options;
  const {
    augment = [randomResizedCrop({ scale: [0.35, 1] }), horizontalFlip()],
    batchSize = 32,
    seed = 0,
    workers = 1,
  } = options;
  const tell = async (event: FinetuneEvent): Promise<void> => options.onEvent?.(event);
  const learning = { ...options, augment, batchSize, seed, workers };
  const { shapes, preprocessing, classes, state, evaluation, test, ...parts } = await learnHead(
    headOf(network),
    learning,
    tell,
  );
  const { shorter: resize, interpolation, orientation, normalization: normalize } = preprocessing;
  const taught = withClasses(network, classes.length);
  const made = {
    network: taught,
    classes,
    preprocess: { resize, interpolation, orientation, ...normalize },
    head: evaluation,
  };
  const head = state && { state, evaluation };
  if (head && trains === 'head') return fineTuned({ ...made, ...head }, shapes, test);
  const everything = await trainEverything({
    ...learning,
    ...parts,
    test,
    network: taught,
    state,
    normalize,
    epochs,
    rate,
    patience,
    onEvent: (event) => tell({ ...event, phase: 'everything' }),
  });
  return fineTuned({ ...made, ...(head && isBetter(head, everything) ? head : everything) }, shapes, test);
}

/** Where both were evaluated: by what was right, and then by the loss. */
const isBetter = ({ evaluation: a }: Trained, { evaluation: b }: Trained): boolean =>
  a !== null && b !== null && (a.top1 > b.top1 || (a.top1 === b.top1 && a.loss < b.loss));
