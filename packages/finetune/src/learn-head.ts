import { split, type Augmentation, type Dataset } from '@resnet-compile/data';
import { withOutputs, type Head } from '@resnet-compile/dsl';
import { compileModule } from '@resnet-compile/driver';
import {
  preprocessor,
  type LoadedNetwork,
  type Model,
  type Preprocess,
  type Preprocessing,
} from '@resnet-compile/vision';
import type { Examples } from './examples.ts';
import { featuresOf } from './features.ts';
import type { FinetuneEvent, FinetuneOptions } from './finetune-options.ts';
import { fitHead, type FittedHead } from './fit-head.ts';
import { given } from './given.ts';
import { loadNetwork, targetOf } from './load-network.ts';
import { datasetOf, type Pictures } from './pictures.ts';

/** What `load` of a body gives. */
interface Body extends LoadedNetwork {
  readonly model: Model & {
    readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  };
  stateDict(): Promise<Record<string, Float32Array>>;
}

/** The pictures, and what the network begins with. */
export interface Learnt {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Of the head; null where none was trained, or there was nothing to test on. */
  readonly evaluation: FittedHead['evaluation'];
  /** Of the network with the new head; undefined where none was trained. */
  readonly state: Readonly<Record<string, Float32Array>> | undefined;
  /** The same, by name. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
}

/** What the part that computes is told, with its defaults. */
export interface LearningOptions extends FinetuneOptions {
  readonly augment: readonly Augmentation[];
  readonly batchSize: number;
  readonly seed: number;
  readonly workers: number;
}

type Tell = (event: FinetuneEvent) => Promise<void>;

/** Loads all but the head, reads the pictures, and, where there are weights, trains a head on what is seen of them. */
export async function learnHead(head: Head, options: LearningOptions, tell: Tell): Promise<Learnt> {
  const { network, weights, device, threads, worker, gpu, v8Flags, signal } = options;
  const body = await loadNetwork<Body>(
    withOutputs(network, [head.features]),
    (stages) => compileModule(stages, targetOf(device)),
    {
      device: 'cpu',
      ...given({ device, threads, worker, gpu, v8Flags }),
      ...(weights === undefined ? {} : { weights, except: [`${head.path}.*`] }),
    },
  );
  try {
    const { model } = body;
    const prepared = await preprocessor(
      model,
      options.preprocess ?? (weights === undefined ? ofNew(model) : undefined),
      weights,
      'finetune',
    );
    const read = (of: 'train' | 'test', pictures: Pictures, classes?: readonly string[]): Promise<Dataset> =>
      datasetOf(of === 'train' ? 'pictures' : 'test', pictures, {
        preprocessor: prepared,
        signal,
        onProgress: (metered) => tell({ kind: 'reading', of, ...metered }),
        ...given({ classes }),
      });
    const parts = await partsOf(options, read);
    const { preprocessing } = prepared;
    const { classes } = parts.train;
    const shapes = new Map(
      model.parameters.map(({ name, shape }) => [
        name,
        name.startsWith(`${head.path}.`) ? [classes.length, ...shape.slice(1)] : shape,
      ]),
    );
    const learnt = { ...parts, classes, preprocessing, shapes };
    if (weights === undefined) return { ...learnt, evaluation: null, state: undefined };
    const { weight, bias, evaluation } = await fittedHead(body, parts, preprocessing, head, options, tell);
    const own = { [`${head.path}.weight`]: weight, ...(head.bias ? { [`${head.path}.bias`]: bias } : {}) };
    return { ...learnt, evaluation, state: { ...(await body.stateDict()), ...own } };
  } finally {
    await body.dispose();
  }
}

/** Pictures as a network is shown them that nobody has trained: values from −2 to 2. */
const ofNew = ({ input: [channels], normalizes }: Model): Preprocess =>
  normalizes
    ? {}
    : { mean: Array.from({ length: channels }, () => 0.5), std: Array.from({ length: channels }, () => 0.25) };

async function fittedHead(
  body: Body,
  { train, test }: Pick<Learnt, 'train' | 'test'>,
  { normalization: normalize }: Preprocessing,
  { bias }: Head,
  { head: { views = 1, ...fitting } = {}, augment, batchSize, seed, workers, signal }: LearningOptions,
  tell: Tell,
): Promise<FittedHead> {
  const look = (of: 'train' | 'test', dataset: Dataset): Promise<Examples> =>
    featuresOf(body, dataset, {
      batchSize,
      normalize,
      views: of === 'train' ? views : 1,
      augment,
      seed,
      workers,
      signal,
      onProgress: (metered) => tell({ kind: 'features', of, ...metered }),
    });
  const examples = { train: await look('train', train), test: test && (await look('test', test)) };
  return fitHead(
    examples,
    { classes: train.classes.length, bias },
    { ...fitting, seed, signal, onEvent: (event) => tell({ ...event, phase: 'head' }) },
  );
}

/** @throws {RangeError} where there is one class, or none. */
async function partsOf(
  { pictures, test, holdOut = 0.2, seed }: LearningOptions,
  read: (of: 'train' | 'test', pictures: Pictures, classes?: readonly string[]) => Promise<Dataset>,
): Promise<{ readonly train: Dataset; readonly test: Dataset | undefined }> {
  const all = await read('train', pictures);
  if (all.classes.length < 2)
    throw new RangeError(
      `finetune: there ${all.classes.length ? `is one class, ${all.classes[0]}` : 'are no classes'}; expected two or more`,
    );
  if (test !== undefined) return { train: all, test: await read('test', test, all.classes) };
  const { train, test: some } = holdOut === 0 ? { train: all, test: all } : split(all, { test: holdOut, seed });
  return { train, test: holdOut === 0 || some.length === 0 ? undefined : some };
}
