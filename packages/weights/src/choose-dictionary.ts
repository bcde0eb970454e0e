import { WeightsError } from './tensor.ts';
import type { TensorDictionary, WeightsContents } from './weights-contents.ts';

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

/** How much of a network's state a dictionary may be. */
const sizeOf = ({ tensors }: TensorDictionary): number =>
  [...tensors.keys()].filter((name) => ofLayer.test(name)).length;

const usualRank = ({ path }: TensorDictionary): number => {
  const rank = usual.indexOf(path.split('.')[0] ?? '');
  return rank < 0 ? usual.length : rank;
};

/** What was taken of a file, and what might have been. */
export type Choice = { readonly taken: TensorDictionary; readonly others: readonly string[] };

/**
 * The dictionary that is the network's state as far as its form tells. Of those with names of layers, or of all where
 * there are none, and with at least half as many as the largest: averages, if they are as many as some other dictionary
 * has, or the largest has; else the one under the most usual key; else the largest; else the first.
 */
function guess(dictionaries: readonly TensorDictionary[]): Choice | undefined {
  const sized = dictionaries.map((dictionary) => ({ dictionary, size: sizeOf(dictionary) }));
  const layered = sized.filter(({ size }) => size > 0);
  const all = layered.length ? layered : sized.map(({ dictionary }) => ({ dictionary, size: dictionary.tensors.size }));
  const largest = all.reduce((most, { size }) => Math.max(most, size), 0);
  const isAverage = ({ path }: TensorDictionary): boolean => averaged.test(path);
  const whole = new Set([largest, ...all.flatMap(({ dictionary, size }) => (isAverage(dictionary) ? [] : [size]))]);
  const ranked = all
    .filter(({ size }) => 2 * size >= largest)
    .map(({ dictionary, size }) => ({
      dictionary,
      ranks: [isAverage(dictionary) && whole.has(size) ? 0 : 1, usualRank(dictionary), -size],
    }))
    .sort((a, b) => a.ranks.map((rank, at) => rank - (b.ranks[at] ?? 0)).find((difference) => difference !== 0) ?? 0);
  const taken = ranked[0]?.dictionary;
  return taken && { taken, others: all.flatMap(({ dictionary }) => (dictionary === taken ? [] : [dictionary.path])) };
}

/** The tensors of a dictionary whose names begin with `prefix`, without it. */
function within({ path, tensors }: TensorDictionary, prefix: string): TensorDictionary | undefined {
  const start = `${prefix}.`;
  const inner = [...tensors].flatMap(([name, tensor]) =>
    name.startsWith(start) ? [[name.slice(start.length), tensor] as const] : [],
  );
  return inner.length ? { path: path ? `${path}.${prefix}` : prefix, tensors: new Map(inner) } : undefined;
}

/** What a path names: a dictionary; the best guess of those below; or the names of a dictionary that begin so. */
function select(dictionaries: readonly TensorDictionary[], path: string): TensorDictionary | undefined {
  const exact = dictionaries.find((dictionary) => dictionary.path === path);
  if (exact) return exact;
  const below = dictionaries.filter((dictionary) => dictionary.path.startsWith(`${path}.`));
  if (below.length) return guess(below)?.taken;
  for (const dictionary of dictionaries) {
    const start = dictionary.path ? `${dictionary.path}.` : '';
    const found = path.startsWith(start) ? within(dictionary, path.slice(start.length)) : undefined;
    if (found) return found;
  }
  return undefined;
}

const describePath = ({ path, tensors }: TensorDictionary): string =>
  `${path || '.'} (${tensors.size} ${tensors.size === 1 ? 'tensor' : 'tensors'})`;

/** What is taken of a file without being told; nothing where no dictionary looks like a network's, but something else does. */
export function bestChoice({ dictionaries, isElsewhere }: WeightsContents): Choice | undefined {
  const best = guess(dictionaries);
  return best && isElsewhere && sizeOf(best.taken) === 0 ? undefined : best;
}

/**
 * The dictionary at the path that is selected, or the best guess.
 * @throws WeightsError when there is none.
 */
export function chooseDictionary(contents: WeightsContents, selected?: string): Choice {
  const { dictionaries, instead } = contents;
  const best = selected === undefined ? bestChoice(contents) : guess(dictionaries);
  if (!best)
    throw new WeightsError(`the file should hold a state dict, a dictionary of tensors by their names, but ${instead}`);
  if (selected === undefined) return best;
  const taken = select(dictionaries, selected === '.' ? '' : selected);
  if (!taken)
    throw new WeightsError(
      `there are no tensors under ${JSON.stringify(selected)}, which is to be selected; there are ${dictionaries.slice(0, 20).map(describePath).join(', ')}: select one of them, or the beginning of names within`,
    );
  return { taken, others: [best.taken.path, ...best.others].filter((path) => path !== taken.path) };
}
