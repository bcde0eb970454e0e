import type { Dataset, Place } from '@resnet-compile/data';
import { byteTable, writeNormalized, type Image } from '@resnet-compile/data/images';
import { boolean, callback, checkOptions, checkValue, integer, kind, type Kinds } from '@resnet-compile/options';
import { checkpointOf } from '../checkpoint-of.ts';
import { labelsFor, labelsKind, type Labels } from '../labels.ts';
import type { LoadedNetwork } from '../loaded-network.ts';
import { preprocessingFor, preprocessKind, type Preprocess, type Preprocessing } from '../preprocessing.ts';
import { probabilities } from '../probabilities.ts';
import { stopSignalKind, type StopSignal } from '../stop-signal.ts';
import { classesOfFolders } from './classes-of-folders.ts';
import { datasetOf } from './dataset-of.ts';
import { Tally, type Evaluation } from './evaluation.ts';
import { viewsOf, type Views } from './views-of.ts';

/** How pictures are shown to networks, and who hears of it. */
export interface EvaluateOptions {
  /** How pictures are prepared, or the name of a published checkpoint; by default, where `weights` are `hub('timm/…')`, as that one's. */
  readonly preprocess?: Preprocess | string;
  /** The weights that the networks were loaded with, where they say how pictures are prepared and what classes are called. */
  readonly weights?: unknown;
  /** What the classes are called; by default as the folders. */
  readonly labels?: Labels;
  /** Whether the four corners are seen as well as the middle; false. With `flip`, these are the ten crops. */
  readonly corners?: boolean;
  /** Whether each crop is seen mirrored as well; false. */
  readonly flip?: boolean;
  /** Pictures that are computed at a time; 16. Memory grows with it, and with the crops. */
  readonly batchSize?: number;
  /** Told after each batch. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Ends it: what was seen till then is counted. */
  readonly signal?: StopSignal;
}

/** How far it is. */
export interface EvaluationProgress {
  /** Pictures that were seen. */
  readonly done: number;
  /** Pictures that there are. */
  readonly total: number;
  /** Pictures a second. */
  readonly rate: number;
  /** How many were right. */
  readonly top1: number;
}

const kinds: Kinds<EvaluateOptions> = {
  preprocess: preprocessKind,
  weights: kind('anything', () => true),
  labels: labelsKind,
  corners: boolean,
  flip: boolean,
  batchSize: integer(1),
  onProgress: callback,
  signal: stopSignalKind,
};

/** A network, and how it is shown a picture. */
interface Viewer {
  readonly network: LoadedNetwork;
  readonly preprocessing: Preprocessing;
  readonly table: Float32Array;
}

/**
 * How many pictures a network knows, of a folder with a folder for each class, or a data set: each picture is computed once for each of its crops, mirrored or
 * not, and where there are several networks once by each; their softmaxes are averaged (Krizhevsky et al. 2012, §4.1; He et al. 2015, §3.4).
 *
 * @param networks one, or the same for images of several sizes, that see pictures at several scales: a network of S×S the middle of a picture
 * whose shorter side has S pixels
 * @throws {RangeError} where it is not known which class a folder is. @throws {DataError} for a picture that cannot be read.
 */
export async function evaluate(
  networks: LoadedNetwork | readonly LoadedNetwork[],
  pictures: Place | Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const all = [networks].flat() as readonly LoadedNetwork[];
  const [network] = all;
  checkValue(
    'evaluate: networks',
    network,
    kind('a network, or several', (value) => Boolean((value as Partial<LoadedNetwork> | undefined)?.model)),
  );
  checkOptions('evaluate', options, kinds);
  if (!network) throw new TypeError('evaluate: there is no network');
  const { corners = false, flip = false, batchSize = 16, onProgress, signal } = options;
  const { model } = network;
  const viewers = viewersOf(all, options);
  const [, height, width] = model.input;
  const { orientation = 'apply' } = viewers[0]?.preprocessing ?? {};
  const data = await datasetOf(pictures, { size: [height, width], orientation });
  const given = options.labels ?? (isImagenet(options.weights) ? 'imagenet-1k' : undefined);
  const names = given && (await labelsFor(model, given, undefined));
  const places = classesOfFolders(model, data.classes, names);
  const labels = names ?? data.classes;
  const tally = new Tally(labels);
  const start = performance.now();
  const secondsSince = (): number => (performance.now() - start) / 1000;
  const reader = await data.source.open(data.source.data);
  /** Decodes some pictures from one on, fewer at the end. */
  const read = (first: number): Promise<readonly Image[]> =>
    Promise.all(
      Array.from({ length: Math.max(0, Math.min(batchSize, data.length - first)) }, (_, n) => reader.image(first + n)),
    );
  let next = read(0);
  for (let first = 0; first < data.length && !signal?.aborted; first += batchSize) {
    const batch = await next;
    // They are decoded while those before are computed.
    next = read(first + batchSize);
    next.catch(() => undefined);
    const scores = await scoresOf(viewers, batch, { corners, flip }, model.classes);
    for (const [n, each] of scores.entries())
      tally.add(first + n, nameOf(data, first + n), places[data.labels[first + n] ?? 0] ?? 0, each);
    const { pictures: done, top1 } = tally;
    onProgress?.({ done, total: data.length, rate: done / secondsSince(), top1 });
  }
  const { pictures: seen, top1, top5, confusion } = tally;
  const views = all.length * (corners ? 5 : 1) * (flip ? 2 : 1);
  return {
    pictures: seen,
    total: data.length,
    views,
    labels,
    top1,
    top5,
    confusion,
    classes: tally.classes(),
    wrong: tally.wrong(),
    right: tally.right(),
    seconds: secondsSince(),
  };
}

const isImagenet = (weights: unknown): boolean => checkpointOf(weights)?.classes === 1000;

function viewersOf(networks: readonly LoadedNetwork[], { preprocess, weights }: EvaluateOptions): readonly Viewer[] {
  const several = networks.length > 1;
  // How much is cut off around one size says nothing of others.
  const { resize: _, ...whole } = typeof preprocess === 'object' ? { ...preprocess, crop: 1 } : {};
  const asked = several && typeof preprocess === 'object' ? whole : preprocess;
  return networks.map((network) => {
    const { model } = network;
    const [channels, height, width] = model.input;
    const usual = preprocessingFor(model, asked, checkpointOf(weights));
    const preprocessing = several ? { ...usual, shorter: Math.max(height, width) } : usual;
    return { network, preprocessing, table: byteTable(channels, preprocessing.normalization) };
  });
}

/** The mean softmax of each picture, over all that networks see of it. */
async function scoresOf(
  viewers: readonly Viewer[],
  pictures: readonly Image[],
  views: Views,
  classes: number,
): Promise<readonly Float64Array[]> {
  const scores = pictures.map(() => new Float64Array(classes));
  for (const { network, preprocessing, table } of viewers) {
    const seen = pictures.map((picture) => viewsOf(picture, preprocessing, views));
    const each = seen[0]?.length ?? 0;
    const size = preprocessing.input.reduce((product, extent) => product * extent, 1);
    const images = new Float32Array(pictures.length * each * size);
    for (const [at, image] of seen.flat().entries())
      writeNormalized(image, table, images.subarray(at * size, (at + 1) * size));
    const found = probabilities(await network.predict(images), classes);
    for (const [n, sums] of scores.entries())
      for (let at = 0; at < each * classes; at++)
        sums[at % classes]! += found[n * each * classes + at]! / (each * viewers.length);
  }
  return scores;
}

const nameOf = ({ source }: Dataset, at: number): string =>
  (source.data as { readonly names?: readonly string[] }).names?.[at] ?? `picture ${at}`;
