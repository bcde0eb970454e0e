import { literalOf, shownName } from '@resnet-compile/options';
import type { ExpectedTensor } from './expected-tensor.ts';
import { layerTensors, likeliestFirst } from './guess-dictionary.ts';
import { WeightsError } from './tensor.ts';
import type { TensorDictionary, WeightsContents } from './weights-contents.ts';

/** What was taken of a file, and the paths of what might have been. */
export type Choice = { readonly taken: TensorDictionary; readonly others: readonly string[] };

/** The tensors of a dictionary whose names begin with `prefix`, without it. */
function within({ path, tensors }: TensorDictionary, prefix: string): TensorDictionary | undefined {
  const start = `${prefix}.`;
  const inner = [...tensors].flatMap(([name, tensor]) =>
    name.startsWith(start) ? [[name.slice(start.length), tensor] as const] : [],
  );
  return inner.length ? { path: path ? `${path}.${prefix}` : prefix, tensors: new Map(inner) } : undefined;
}

/** All dictionaries as one, whose names begin with their paths: networks are saved in parts, an encoder and a classifier. */
const joined = (dictionaries: readonly TensorDictionary[]): TensorDictionary => ({
  path: '',
  tensors: new Map(
    dictionaries.flatMap(({ path, tensors }) =>
      [...tensors].map(([name, tensor]) => [`${path}.${name}`, tensor] as const),
    ),
  ),
});

/**
 * What a path names: a dictionary; all of them, where it is the root's, which is none; the likeliest of those below; or the
 * names of a dictionary that begin so.
 */
function select(
  dictionaries: readonly TensorDictionary[],
  path: string,
  expected?: readonly ExpectedTensor[],
): TensorDictionary | undefined {
  const exact = dictionaries.find((dictionary) => dictionary.path === path);
  if (exact) return exact;
  if (path === '') return joined(dictionaries);
  const below = dictionaries.filter((dictionary) => dictionary.path.startsWith(`${path}.`));
  if (below.length) return likeliestFirst(below, expected)[0];
  for (const dictionary of dictionaries) {
    const start = dictionary.path ? `${dictionary.path}.` : '';
    const found = path.startsWith(start) ? within(dictionary, path.slice(start.length)) : undefined;
    if (found) return found;
  }
  return undefined;
}

const describePath = ({ path, tensors }: TensorDictionary): string =>
  `${shownName(path || '.')} (${tensors.size} ${tensors.size === 1 ? 'tensor' : 'tensors'})`;

/** How a dictionary is chosen: by its path, or by what the network has. */
export type Wish = { readonly select?: string; readonly expected?: readonly ExpectedTensor[] };

/** What is taken of a file without a path; nothing where no dictionary looks like a network's, but something else does. */
export function likeliest({ dictionaries, isElsewhere }: WeightsContents, { expected }: Wish = {}): Choice | undefined {
  const [taken, ...others] = likeliestFirst(dictionaries, expected);
  if (!taken || (isElsewhere && layerTensors(taken) === 0)) return undefined;
  return { taken, others: others.map(({ path }) => path) };
}

/**
 * The dictionary at the path that is selected, or the likeliest.
 * @throws WeightsError when there is none.
 */
export function chooseDictionary(contents: WeightsContents, wish: Wish = {}): Choice {
  const { dictionaries, instead } = contents;
  const path = wish.select;
  const best = likeliest(contents, wish);
  if (path === undefined && best) return best;
  if (path === undefined || dictionaries.length === 0)
    throw new WeightsError(`the file should hold a state dict, a dictionary of tensors by their names, but ${instead}`);
  const taken = select(dictionaries, path === '.' ? '' : path, wish.expected);
  if (taken) {
    const all = best ? [best.taken.path, ...best.others] : [];
    return { taken, others: all.filter((other) => other !== taken.path) };
  }
  throw new WeightsError(
    `there are no tensors under ${literalOf(path)}, which is to be selected; there are ${dictionaries.slice(0, 20).map(describePath).join(', ')}: select one of them, or the beginning of names within`,
  );
}
