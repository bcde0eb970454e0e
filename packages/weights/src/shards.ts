import { shown, shownName } from '@resnet-compile/options';
import { decodeText } from './byte-reader.ts';
import { WeightsError } from './tensor.ts';
import type { StoredTensor, WeightsContents } from './weights-contents.ts';

/** An index of weights in several files: `model.safetensors.index.json`, `pytorch_model.bin.index.json`. */
export const isShardIndex = (bytes: Uint8Array): boolean =>
  bytes.length < 2 ** 26 && /^\s*\{/.test(decodeText(bytes.subarray(0, 64))) && weightMap(bytes) !== undefined;

/** The shard that each tensor is in, as Hugging Face's `save_pretrained` writes it. */
function weightMap(bytes: Uint8Array): ReadonlyMap<string, unknown> | undefined {
  try {
    const map = (JSON.parse(decodeText(bytes)) as { readonly weight_map?: unknown } | null)?.weight_map;
    return typeof map === 'object' && map !== null && !Array.isArray(map) ? new Map(Object.entries(map)) : undefined;
  } catch {
    return undefined;
  }
}

/** A name within the folder, on any system. */
const isFileName = (name: unknown): name is string =>
  typeof name === 'string' && name !== '' && !name.startsWith('.') && !/[/\\:\0]/.test(name);

function checkedMap(bytes: Uint8Array): Map<string, string> {
  const checked = new Map<string, string>();
  for (const [tensor, shard] of weightMap(bytes) ?? []) {
    if (!isFileName(shard))
      throw new WeightsError(
        `the index says that ${shownName(tensor)} is in ${shown(shard)}; expected the name of a file in the same folder`,
      );
    checked.set(tensor, shard);
  }
  return checked;
}

/**
 * The names of the files in which the weights of an index are, beside it; undefined of any other file.
 * @throws WeightsError when one of them is no name of a file in the same folder.
 */
export const shardNames = (bytes: Uint8Array): readonly string[] | undefined =>
  isShardIndex(bytes) ? [...new Set(checkedMap(bytes).values())] : undefined;

const firstOf = (names: readonly string[]): string =>
  `${names.slice(0, 5).map(shownName).join(', ')}${names.length > 5 ? `, and ${names.length - 5} more` : ''}`;

/** Opens all shards, and puts together what they hold. `open` opens one. */
export function openShards(
  bytes: Uint8Array,
  shards: ReadonlyMap<string, Uint8Array> | undefined,
  open: (bytes: Uint8Array) => WeightsContents,
): WeightsContents {
  const map = checkedMap(bytes);
  const names = [...new Set(map.values())];
  const missing = names.filter((name) => !shards?.has(name));
  if (missing.length)
    throw new WeightsError(
      `the file is an index of weights in ${names.length} files, of which ${missing.length} are missing: ${firstOf(missing)}; put them beside it (in code: the option shards of readWeightsFile)`,
    );
  const tensors = new Map<string, StoredTensor>();
  for (const name of names) {
    for (const [tensor, stored] of tensorsOf(name, shards?.get(name), open)) {
      const owner = map.get(tensor);
      if (owner === name) tensors.set(tensor, stored);
      else
        throw new WeightsError(
          `${shownName(name)} has the tensor ${shownName(tensor)}, which the index ${owner === undefined ? 'does not list' : `says is in ${shownName(owner)}`}; get the files again`,
        );
    }
  }
  const lost = [...map].filter(([tensor]) => !tensors.has(tensor));
  const [first] = lost;
  if (first)
    throw new WeightsError(
      `the index says that ${shownName(first[0])} is in ${shownName(first[1])}, which has no such tensor${lost.length > 1 ? ` (and of ${lost.length - 1} more)` : ''}; get the files again`,
    );
  const inOrder = new Map([...map.keys()].flatMap((name) => [[name, tensors.get(name) as StoredTensor] as const]));
  return {
    format: `an index of ${names.length} files`,
    size: names.reduce((sum, name) => sum + (shards?.get(name)?.length ?? 0), 0),
    dictionaries: [{ path: '', tensors: inOrder }],
    rest: [],
    instead: 'is an index of no weights',
  };
}

function tensorsOf(
  name: string,
  bytes: Uint8Array | undefined,
  open: (bytes: Uint8Array) => WeightsContents,
): ReadonlyMap<string, StoredTensor> {
  try {
    const { dictionaries } = open(bytes ?? new Uint8Array());
    const [only] = dictionaries;
    if (only && dictionaries.length === 1) return only.tensors;
    throw new WeightsError(
      `should hold one dictionary of tensors, but holds ${dictionaries.length}; get the file again`,
    );
  } catch (cause) {
    if (cause instanceof WeightsError) throw new WeightsError(`${shownName(name)}: ${cause.message}`, { cause });
    throw cause;
  }
}
