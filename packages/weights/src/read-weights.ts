import { checkOptions, checkValue, fileBytes, type Kinds } from '@resnet-compile/options';
import { chooseDictionary, likeliest } from './choose-dictionary.ts';
import type { ExpectedTensor } from './expected-tensor.ts';
import { describeFile } from './file-kind.ts';
import { expectedTensors, fileName as fileNameKind, filesByName, path } from './kinds.ts';
import { readDictionary } from './read-dictionary.ts';
import { isSafetensors, WeightsError, type Tensor } from './safetensors.ts';
import { openSafetensors } from './safetensors-contents.ts';
import { isShardIndex, openShards } from './shards.ts';
import { isTorch, openTorch } from './torch.ts';
import type { WeightsContents } from './weights-contents.ts';

/** How a file of weights is read. */
export type ReadOptions = {
  /** Stands at the beginning of errors, and goes nowhere else. */
  readonly fileName?: string;
  /**
   * The path of the dictionary to take where a file has several, or the beginning of names in one: `state_dict_ema`,
   * `models.0.net`, `state_dict.teacher`. `.` is the root, with all that is below it where it has no tensors itself.
   */
  readonly select?: string;
  /** The network's tensors, such as `model.parameters`: of several dictionaries the one that has the most of them is taken. */
  readonly expected?: readonly ExpectedTensor[];
  /** Of an index of weights in several files: those files, by the names that shardNames gives. */
  readonly shards?: ReadonlyMap<string, Uint8Array>;
};

/** What was read of a file. */
export type WeightsFile = {
  /** The tensors of one dictionary, in its order. */
  readonly tensors: Map<string, Tensor<ArrayBuffer>>;
  /** The path of that dictionary in the file, `state_dict`; empty where the file is nothing else, and for its root. */
  readonly taken: string;
  /** The paths of others that it has, each for `select`. */
  readonly others: readonly string[];
};

const kinds: Kinds<ReadOptions> = {
  fileName: fileNameKind,
  select: path,
  expected: expectedTensors,
  shards: filesByName,
};

function open(bytes: Uint8Array, shards?: ReadonlyMap<string, Uint8Array>): WeightsContents {
  // A length may begin with a pickle's first bytes: this is asked first.
  if (isSafetensors(bytes)) return openSafetensors(bytes);
  if (isTorch(bytes)) return openTorch(bytes);
  if (isShardIndex(bytes)) return openShards(bytes, shards, open);
  throw new WeightsError(`safetensors or a PyTorch file was expected, but the file ${describeFile(bytes)}`);
}

/** Opens a file, has something done with what it holds, and names it in whatever error there is. */
function withContents<Result>(
  what: string,
  bytes: Uint8Array,
  { fileName, shards }: ReadOptions,
  use: (contents: WeightsContents) => Result,
): Result {
  checkValue(`${what}: the file`, bytes, fileBytes);
  try {
    return use(open(bytes, shards));
  } catch (cause) {
    if (fileName === undefined || !(cause instanceof WeightsError)) throw cause;
    throw new WeightsError(`${fileName}: ${cause.message}`, { cause });
  }
}

/**
 * Reads a file of weights in whichever format it is: safetensors, a training checkpoint included, PyTorch's three, or an
 * index (`*.index.json`) with its shards. What it is says its content. Of a file with several dictionaries of tensors, the
 * one that `select` names is read, or the likeliest (src/guess-dictionary.ts): the one that has the most of what is expected;
 * averages before the last step; then the one under the most usual key; then the largest.
 * @throws WeightsError as readSafetensors and readTorch do, when nothing stands where `select` says, and when the file is
 * of another kind; then it says of which.
 * @throws TypeError when an option is of another kind, or there is no such option.
 */
export function readWeightsFile(bytes: Uint8Array, options: ReadOptions = {}): WeightsFile {
  checkOptions('readWeightsFile', options, kinds);
  return withContents('readWeightsFile', bytes, options, (contents) => {
    const { taken, others } = chooseDictionary(contents, options);
    return { tensors: readDictionary(taken, contents.size), taken: taken.path, others };
  });
}

/** What a file holds. */
export type ListedWeights = WeightsContents & {
  /** The path of the dictionary that is taken where nobody chooses; none where there is none. */
  readonly taken?: string;
};

/**
 * What a file of weights holds, and the path of the dictionary that readWeightsFile takes without being told; no tensor is
 * read.
 * @throws WeightsError when it is damaged or of another kind.
 */
export function listWeights(bytes: Uint8Array, options: Pick<ReadOptions, 'fileName' | 'shards'> = {}): ListedWeights {
  checkOptions('listWeights', options, { fileName: fileNameKind, shards: filesByName });
  return withContents('listWeights', bytes, options, (contents) => {
    const best = likeliest(contents);
    return best ? { ...contents, taken: best.taken.path } : contents;
  });
}

/** The tensors that {@link readWeightsFile} reads. `fileName` only goes into the error messages. */
export function readWeights(bytes: Uint8Array, fileName?: string): Map<string, Tensor<ArrayBuffer>> {
  checkValue('readWeights: the file', bytes, fileBytes);
  if (fileName !== undefined) checkValue('readWeights: the name of the file', fileName, fileNameKind);
  return readWeightsFile(bytes, fileName === undefined ? {} : { fileName }).tensors;
}
