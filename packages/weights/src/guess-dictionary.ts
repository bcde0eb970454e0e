import type { ExpectedTensor } from './expected-tensor.ts';
import type { TensorDictionary } from './weights-contents.ts';

/** Under these keys training scripts keep the state dict, best guess first. */
const usual = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'module',
  'weights',
  'params',
];

/** Averages over training: what timm, ultralytics, Real-ESRGAN and DINO load where a file has both. */
const averaged = /(^|[._])(ema|swa|avg|averaged?|teacher)([._]|$)/i;

/** Parameters and statistics of layers; class weights, means of pixels or the best accuracy have other names. */
const ofLayer = /(^|\.)(weight|bias|running_mean|running_var|parametrizations)(_\w+)?(\.|$)/;

/** How many tensors of layers there are, by their names. */
export const layerTensors = ({ tensors }: TensorDictionary): number =>
  [...tensors.keys()].filter((name) => ofLayer.test(name)).length;

const usualRank = ({ path }: TensorDictionary): number => {
  const rank = usual.indexOf(path.split('.')[0] ?? '');
  return rank < 0 ? usual.length : rank;
};

/** A linear layer is a 1×1 convolution. */
const shapeOf = (shape: readonly number[]): string => String(shape).replace(/(,1)+$/, '');

/** How many of the network's tensors there are, by their shapes: names may be another code's. */
function fitOf({ tensors }: TensorDictionary, expected: readonly ExpectedTensor[]): number {
  const wanted = new Map<string, number>();
  for (const { shape } of expected) wanted.set(shapeOf(shape), (wanted.get(shapeOf(shape)) ?? 0) + 1);
  let fit = 0;
  for (const { shape } of tensors.values()) {
    const left = wanted.get(shapeOf(shape)) ?? 0;
    if (left > 0) fit++;
    wanted.set(shapeOf(shape), left - 1);
  }
  return fit;
}

/** Of two lists of ranks, the one that is less where they first differ comes first. */
const byRanks = (a: { readonly ranks: readonly number[] }, b: { readonly ranks: readonly number[] }): number =>
  a.ranks.map((rank, at) => rank - (b.ranks[at] ?? 0)).find((difference) => difference !== 0) ?? 0;

/**
 * Dictionaries that may be a network's state, the likeliest first; those without names of layers only where no other has
 * any. First the one that has the most of the network's tensors, where they are known; then those with at least half as
 * many as the largest; averages, if they are as many as another dictionary has; the most usual key; the largest; the first.
 */
export function likeliestFirst(
  dictionaries: readonly TensorDictionary[],
  expected: readonly ExpectedTensor[] = [],
): readonly TensorDictionary[] {
  const sized = dictionaries.map((dictionary) => ({ dictionary, size: layerTensors(dictionary) }));
  const layered = sized.filter(({ size }) => size > 0);
  const all = layered.length ? layered : sized.map(({ dictionary }) => ({ dictionary, size: dictionary.tensors.size }));
  const largest = all.reduce((most, { size }) => Math.max(most, size), 0);
  const isAverage = ({ path }: TensorDictionary): boolean => averaged.test(path);
  const whole = new Set([largest, ...all.flatMap(({ dictionary, size }) => (isAverage(dictionary) ? [] : [size]))]);
  return all
    .map(({ dictionary, size }) => ({
      dictionary,
      ranks: [
        -fitOf(dictionary, expected),
        2 * size >= largest ? 0 : 1,
        isAverage(dictionary) && whole.has(size) ? 0 : 1,
        usualRank(dictionary),
        -size,
      ],
    }))
    .sort(byRanks)
    .map(({ dictionary }) => dictionary);
}
