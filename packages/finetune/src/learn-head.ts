import { split, type Augmentation, type Dataset } from '@resnet-compile/data';
import { withOutputs, type Head } from '@resnet-compile/dsl';
import { compileModule } from '@resnet-compile/driver';
import { preprocessor, type LoadedNetwork, type Model, type Preprocessing } from '@resnet-compile/vision';
import { featuresOf } from './features.ts';
import type { FinetuneEvent, FinetuneOptions } from './finetune-options.ts';
import { fitHead, type FittedHead } from './fit-head.ts';
import { given } from './given.ts';
import { loadNetwork, targetOf } from './load-network.ts';
import type { Metered } from './meter.ts';
import { datasetOf, type Pictures } from './pictures.ts';

/** What `load` of a body gives. */
interface Body extends LoadedNetwork {
  readonly model: Model & {
    readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  };
  stateDict(): Promise<Record<string, Float32Array>>;
}

/** The pictures, and a head for them. */
export interface Learnt {
  readonly train: Dataset;
  readonly test: Dataset | undefined;
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly evaluation: FittedHead['evaluation'];
  /** Of the network with the new head. */
  readonly state: Readonly<Record<string, Float32Array>>;
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

/** Loads all but the head, reads the pictures, and trains a head on what is seen of them. */
export async function learnHead(
  head: Head,
  options: LearningOptions,
  tell: (event: FinetuneEvent) => Promise<void>,
): Promise<Learnt> {
  const { network, weights, device, threads, worker, gpu, v8Flags, augment, batchSize, seed, workers, signal } =
    options;
  const body = await loadNetwork<Body>(
    withOutputs(network, [head.features]),
    (stages) => compileModule(stages, targetOf(device)),
    { device: 'cpu', ...given({ device, threads, worker, gpu, v8Flags }), weights, except: [`${head.path}.*`] },
  );
  try {
    const prepared = preprocessor(body.model, options.preprocess, weights);
    const metered =
      (kind: 'reading' | 'features', of: 'train' | 'test') =>
      (metered: Metered): Promise<void> =>
        tell({ kind, of, ...metered });
    const read = (of: 'train' | 'test', pictures: Pictures, classes?: readonly string[]): Promise<Dataset> =>
      datasetOf(of === 'train' ? 'pictures' : 'test', pictures, {
        preprocessor: prepared,
        signal,
        onProgress: metered('reading', of),
        ...given({ classes }),
      });
    const { train, test } = await partsOf(options, read);
    const { views = 1, ...fitting } = options.head ?? {};
    const look = (of: 'train' | 'test', dataset: Dataset) =>
      featuresOf(body, dataset, {
        batchSize,
        normalize: prepared.preprocessing.normalization,
        views: of === 'train' ? views : 1,
        augment,
        seed,
        workers,
        signal,
        onProgress: metered('features', of),
      });
    const { classes } = train;
    const examples = { train: await look('train', train), test: test && (await look('test', test)) };
    const { weight, bias, evaluation } = await fitHead(
      examples,
      { classes: classes.length, bias: head.bias },
      { ...fitting, seed, signal, onEvent: (event) => tell({ ...event, phase: 'head' }) },
    );
    const own = { [`${head.path}.weight`]: weight, ...(head.bias ? { [`${head.path}.bias`]: bias } : {}) };
    return {
      train,
      test,
      classes,
      preprocessing: prepared.preprocessing,
      evaluation,
      state: { ...(await body.stateDict()), ...own },
      shapes: new Map(
        body.model.parameters.map(({ name, shape }) => [
          name,
          name in own ? [classes.length, ...shape.slice(1)] : shape,
        ]),
      ),
    };
  } finally {
    await body.dispose();
  }
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
