import { checkOptions, checkValue, kind } from '@resnet-compile/options';
import { checkpointOf } from './checkpoint-of.ts';
import {
  classifierKinds,
  classifyKinds,
  embedKinds,
  gradCamKinds,
  type ClassifyingOptions,
  type ClassifyOptions,
  type EmbedOptions,
  type GradCamOptions,
} from './classifier-options.ts';
import { embeddingOutput, pooled } from './embedding.ts';
import { classOf, explainedLayer } from './explained.ts';
import type { HeatMap } from './heat-map.ts';
import { labelsFor } from './labels.ts';
import type { Load, LoadedNetwork, LoadOptions } from './loaded-network.ts';
import type { Picture } from './picture.ts';
import { pictureBatches } from './picture-batches.ts';
import { preprocessingFor, type Preprocessing } from './preprocessing.ts';
import { probabilities } from './probabilities.ts';
import { withWhatWeightsSay } from './what-weights-say.ts';
import { topK } from './top-k.ts';

/** A class, and how likely it is. */
export interface Classification {
  /** What it is called. */
  readonly label: string;
  /** Its softmax, from 0 to 1. */
  readonly score: number;
}

/** Says what is in pictures. Calls may overlap; bytes and pixels are the caller's again when a call returns. */
export interface Classifier<Network extends LoadedNetwork = LoadedNetwork> {
  /**
   * The likeliest classes of a picture, the likeliest first.
   * @throws {DataError} that names a picture which cannot be read. @throws {TypeError} where it is none.
   */
  (picture: Picture, options?: ClassifyOptions): Promise<Classification[]>;
  /** The same of several, an array or a page's `FileList`: a list for each, in their order. */
  (pictures: ArrayLike<Picture>, options?: ClassifyOptions): Promise<Classification[][]>;
  /**
   * What a layer gives that the network names as its output, averaged over the pixels: a number for each channel, to compare pictures by.
   * @throws {RangeError} where the network gives no such layer; else as classifying does.
   */
  embed(picture: Picture, options?: EmbedOptions): Promise<Float32Array<ArrayBuffer>>;
  /** The same of several. */
  embed(pictures: ArrayLike<Picture>, options?: EmbedOptions): Promise<Float32Array<ArrayBuffer>[]>;
  /**
   * Where in a picture a class is seen: Grad-CAM's heat map (Selvaraju et al. 2017), by a layer that the network names to explain.
   * @throws {RangeError} where it names none, or not that one, and for a class that there is not; else as classifying does.
   */
  gradCam(picture: Picture, options?: GradCamOptions): Promise<HeatMap>;
  /** The same of several. */
  gradCam(pictures: ArrayLike<Picture>, options?: GradCamOptions): Promise<HeatMap[]>;
  /** The names of the classes, by index. */
  readonly labels: readonly string[];
  /** The network, loaded. */
  readonly network: Network;
  /** Frees what the network holds. */
  dispose(): Promise<void>;
}

/**
 * Loads a network that says what is in pictures.
 *
 * @example
 * ```js
 * const classify = await classifier(load, { weights: hub('timm/resnet18.a1_in1k') });
 * const [{ label, score }] = await classify('cat.jpg');
 * ```
 * @param load of a compiled module
 * @param options what `load` is told, and how pictures are prepared and classes called
 * @throws {TypeError | RangeError} for options that are wrong, or where it is not known how pictures are prepared; whatever `load` throws.
 */
export async function classifier<Of extends Load>(
  load: Of,
  options: ClassifyingOptions & NonNullable<Parameters<Of>[0]> = {} as ClassifyingOptions &
    NonNullable<Parameters<Of>[0]>,
): Promise<Classifier<Awaited<ReturnType<Of>>>> {
  checkValue(
    'classifier: load',
    load,
    kind('the function load of a compiled module', (value) => typeof value === 'function'),
  );
  checkOptions<ClassifyingOptions & LoadOptions>('classifier', options, classifierKinds);
  const { batchSize = 16, maxPixels, ...asked } = options as ClassifyingOptions & LoadOptions;
  const { preprocess, labels, ...loading } = await withWhatWeightsSay(asked);
  const network = (await load(loading as never)) as Awaited<ReturnType<Of>>;
  try {
    checkModel(network);
    const { model } = network;
    const checkpoint = checkpointOf(loading.weights);
    const preprocessing = preprocessingFor(model, preprocess, checkpoint);
    const names = await labelsFor(model, labels, checkpoint);
    return classifierOf(network, names, preprocessing, batchSize, maxPixels);
  } catch (error) {
    await network.dispose();
    throw error;
  }
}

function checkModel({ model }: Partial<LoadedNetwork>): void {
  if (!model)
    throw new TypeError(
      'classifier: what load gave does not say what network it is; compile the module again by this version of resnet-compile',
    );
}

function classifierOf<Network extends LoadedNetwork>(
  network: Network,
  labels: readonly string[],
  preprocessing: Preprocessing,
  batchSize: number,
  maxPixels: number | undefined,
): Classifier<Network> {
  const { model } = network;
  const onBatches = pictureBatches(preprocessing, batchSize, maxPixels);

  const classifyAll = (pictures: readonly Picture[], top: number): Promise<Classification[][]> =>
    onBatches(pictures, async ({ images, prepared, first }) => {
      const logits = await network.predict(images);
      checkFinite(logits, model.name, (row) => first + row, model.classes);
      const scores = probabilities(logits, model.classes);
      return prepared.map((_, n) =>
        topK(scores.subarray(n * model.classes, (n + 1) * model.classes), top).map(({ index, value }) => ({
          label: labels[index] ?? `class ${index}`,
          score: value,
        })),
      );
    });

  async function classify(given: Picture | ArrayLike<Picture>, options: ClassifyOptions = {}): Promise<unknown> {
    checkOptions<ClassifyOptions>('classify', options, classifyKinds);
    const results = await classifyAll(listOfPictures(given), options.top ?? 5);
    return isListOfPictures(given) ? results : results[0];
  }

  async function embed(given: Picture | ArrayLike<Picture>, options: EmbedOptions = {}): Promise<unknown> {
    checkOptions<EmbedOptions>('embed', options, embedKinds);
    const output = embeddingOutput(model, options.output);
    const results = await onBatches(listOfPictures(given), async ({ images }) => {
      const { [output.name]: values = new Float32Array(0) } = await network.run(images);
      return pooled(values, output);
    });
    return isListOfPictures(given) ? results : results[0];
  }

  async function gradCam(given: Picture | ArrayLike<Picture>, options: GradCamOptions = {}): Promise<unknown> {
    checkOptions<GradCamOptions>('gradCam', options, gradCamKinds);
    const layer = explainedLayer(model, options.layer);
    const index = options.class === undefined ? undefined : classOf(labels, options.class);
    const results = await onBatches(listOfPictures(given), async (batch) => {
      const { heatMaps } = await import('./grad-cam.ts');
      return heatMaps(network, layer, labels, batch, index);
    });
    return isListOfPictures(given) ? results : results[0];
  }

  const dispose = (): Promise<void> => network.dispose();
  return Object.assign(classify, { embed, gradCam, labels, network, dispose }) as unknown as Classifier<Network>;
}

/** An array, or a page's `FileList`. */
const isListOfPictures = (given: Picture | ArrayLike<Picture>): given is ArrayLike<Picture> =>
  Array.isArray(given) || Object.prototype.toString.call(given) === '[object FileList]';

const listOfPictures = (given: Picture | ArrayLike<Picture>): readonly Picture[] =>
  isListOfPictures(given) ? Array.from(given) : [given];

/** @throws {Error} where a logit is NaN or infinite: its softmax would be NaN, and say nothing of why. */
function checkFinite(logits: Float32Array, name: string, picture: (row: number) => number, classes: number): void {
  const at = logits.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new Error(
      `${name}: class ${at % classes} of picture ${picture(Math.floor(at / classes))} is ${logits[at]}; expected finite logits: the weights are broken, or too large for --precision f16`,
    );
}
