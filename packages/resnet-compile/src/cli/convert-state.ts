import type { Graph, ParameterDeclaration } from '@resnet-compile/ir';
import { meantBy, shownName } from '@resnet-compile/options';
import { matchState, WeightsError, withInputChannels, type Tensor } from '@resnet-compile/weights';
import { firstFilters } from './first-filters.ts';
import type { Pairing } from './name-file.ts';
import { nameTensors } from './name-tensors.ts';
import { UserError } from './user-error.ts';

/** What is asked of a conversion besides names. */
export interface Conversion {
  /** Patterns of the file's names, which are left out of what is read. */
  readonly ignore?: readonly string[];
  /** Patterns of the network's names, which are left out of what is written. */
  readonly except?: readonly string[];
  /** Whether the first filters are made to fit the network's input. */
  readonly inputChannels?: boolean;
  readonly pairing?: Pairing;
}

export interface ConvertedState {
  readonly state: ReadonlyMap<string, Tensor>;
  readonly renamed: readonly (readonly [from: string, to: string])[];
  /** What was done besides, a line each. */
  readonly notes: readonly string[];
  /** What is to be written beside the weights. */
  readonly files: ReadonlyMap<string, string>;
}

const noPairing: Pairing = { path: 'names.json', accepted: false };

/** A file's tensors as the state of a network. @throws {WeightsError | UserError} where they are not, or a pattern means nothing. */
export function convertState(
  found: ReadonlyMap<string, Tensor>,
  expected: readonly ParameterDeclaration[],
  graph: Graph,
  { ignore = [], except = [], inputChannels = false, pairing = noPairing }: Conversion,
): ConvertedState {
  const isIgnored = chosenBy('--ignore', ignore, [...found.keys()]);
  const isLeft = chosenBy(
    '--except',
    except,
    expected.map(({ name }) => name),
  );
  const [ignored, read] = split(found, ([name]) => isIgnored(name));
  const [left, wanted] = split(expected, ({ name }) => isLeft(name));
  const named = nameTensors(new Map(read), expected, wanted, pairing);
  const adapted = inputChannels ? adaptInput(graph, named.mapped, expected) : [];
  return {
    state: match(new Map([...named.mapped].filter(([name]) => !isLeft(name))), wanted, named.advice),
    renamed: named.renamed,
    files: named.files,
    notes: [
      ...named.notes,
      ...(ignored.length ? [`ignored: ${listed(ignored.map(([name]) => name))}`] : []),
      ...(left.length
        ? [
            `left out: ${listed(left.map(({ name }) => name))}; load({ weights, except: ${JSON.stringify(except)} }) gives them initial values`,
          ]
        : []),
      ...adapted,
    ],
  };
}

/** What is wrong, and what may be done about names. */
function match(
  found: ReadonlyMap<string, Tensor>,
  wanted: readonly ParameterDeclaration[],
  advice: string,
): ReadonlyMap<string, Tensor> {
  try {
    return matchState(found, wanted);
  } catch (cause) {
    if (advice === '' || !(cause instanceof WeightsError)) throw cause;
    throw new WeightsError(`${cause.message}\n${advice}`, { cause });
  }
}

function chosenBy(...asked: Parameters<typeof meantBy>): ReturnType<typeof meantBy> {
  try {
    return meantBy(...asked);
  } catch (error) {
    throw new UserError(`${(error as Error).message}; nothing was written.`);
  }
}

/** Puts adapted filters in the place of those that read the input, and says so. */
function adaptInput(
  graph: Graph,
  mapped: Map<string, Tensor>,
  expected: readonly ParameterDeclaration[],
): readonly string[] {
  const filters = firstFilters(graph);
  if (filters.length === 0)
    throw new WeightsError('no convolution reads the input of this network as it is; leave --input-channels out');
  return filters.flatMap(({ name, groups }) => {
    if (groups > 1)
      throw new WeightsError(
        `${shownName(name)} has ${groups} groups, each of channels of its own; --input-channels adapts filters that read all channels`,
      );
    const tensor = mapped.get(name);
    const channels = expected.find((parameter) => parameter.name === name)?.shape[1];
    // What is missing, matchState says.
    if (!tensor || channels === undefined) return [];
    mapped.set(name, withInputChannels(tensor, channels));
    const before = tensor.shape[1];
    return [
      channels === 1
        ? `${shownName(name)}: filters of ${before} input channels, summed to 1`
        : `${shownName(name)}: filters of ${before} input channels, repeated to ${channels} and scaled by ${before}/${channels}`,
    ];
  });
}

const most = 5;
const listed = (names: readonly string[]): string =>
  names.slice(0, most).map(shownName).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');

function split<Item>(items: Iterable<Item>, isFirst: (item: Item) => boolean): readonly [Item[], Item[]] {
  const parts: [Item[], Item[]] = [[], []];
  for (const item of items) parts[isFirst(item) ? 0 : 1].push(item);
  return parts;
}
