import { ByteReader, decodeText } from './byte-reader.ts';
import { describePickle } from './other-pickle.ts';
import { readPickle, type PickleMeaning } from './pickle.ts';
import { describeValue, isKind, type PickleValue } from './pickle-values.ts';
import { WeightsError } from './safetensors.ts';
import { torchContents } from './torch-contents.ts';
import { torchMeaning } from './torch-meaning.ts';
import { bytesOfElement, type TorchStorage } from './torch-storage.ts';
import type { WeightsContents } from './weights-contents.ts';

const magic = 0x1950a86a20f9469cfc6cn;
const protocol = 1001;

/** Notes how large each storage is that the pickle refers to: the data that follow don't say their types. */
function noting(storages: Map<string, TorchStorage>): PickleMeaning {
  const persistent = (id: PickleValue): PickleValue => {
    const storage = torchMeaning.persistent(id);
    if (!isKind<TorchStorage>(storage, 'storage')) return storage;
    const before = storages.get(storage.key) ?? storage;
    if (before.numel !== storage.numel || before.dtype !== storage.dtype) {
      throw new WeightsError(
        `storage ${storage.key} has ${before.numel} elements of ${before.dtype} at first, then ${storage.numel} of ${storage.dtype}; get the file again`,
      );
    }
    storages.set(storage.key, before);
    return storage;
  };
  return { ...torchMeaning, persistent };
}

/** For each key, in order: u64 number of elements, then their bytes. */
function readStorages(
  bytes: Uint8Array,
  at: number,
  keys: PickleValue,
  storages: ReadonlyMap<string, TorchStorage>,
): Map<string, Uint8Array> {
  if (!Array.isArray(keys)) throw new WeightsError('the pickle of storage keys is no list; get the file again');
  const reader = new ByteReader(bytes, "the PyTorch file's data", at);
  const data = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = typeof key === 'string' ? storages.get(key) : undefined;
    if (storage === undefined)
      throw new WeightsError(
        `the file has data for storage ${describeValue(key)}, to which the pickle never refers; get the file again`,
      );
    const place = reader.at;
    const numel = reader.u64();
    if (numel !== storage.numel) {
      throw new WeightsError(
        `storage ${key} at byte ${place} has ${numel} elements, but the pickle says ${storage.numel}; get the file again`,
      );
    }
    data.set(storage.key, reader.take(numel * bytesOfElement(storage.dtype)));
  }
  return data;
}

/** Its magic number: the first pickle, in any protocol. */
export function isTorchLegacy(bytes: Uint8Array): boolean {
  return (
    (bytes[0] === 0x80 && [2, 3, 4, 5].includes(bytes[1] ?? 0)) || decodeText(bytes.subarray(0, 28)) === `L${magic}L\n.`
  );
}

/**
 * Opens the format of torch.save before PyTorch 1.6: pickles of a magic number, a protocol, the machine, the objects
 * and the storages' keys, then each storage's data.
 * Format: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py (_legacy_load).
 * @throws WeightsError as readTorch does.
 */
export function openTorchLegacy(bytes: Uint8Array): WeightsContents {
  let at = 0;
  const next = (what: string, meaning = torchMeaning): PickleValue => {
    const { value, end } = readPickle(bytes, meaning, `the PyTorch file, in ${what},`, at);
    at = end;
    return value;
  };
  if (next('its magic number') !== magic) throw new WeightsError(`the file ${describePickle(bytes)}`);
  const version = next('its protocol');
  if (version !== protocol)
    throw new WeightsError(
      `the PyTorch file has protocol ${describeValue(version)}; ${protocol} is read: save it with a newer PyTorch`,
    );
  const machine = next('its machine information');
  if (machine instanceof Map && machine.get('little_endian') === false) {
    throw new WeightsError('the file was saved on a big-endian machine; save it on a little-endian one');
  }
  const storages = new Map<string, TorchStorage>();
  const root = next('its objects', noting(storages));
  const keys = next('its storage keys');
  const data = readStorages(bytes, at, keys, storages);
  return torchContents({ format: "PyTorch's format before 1.6", size: bytes.length }, root, ({ key }) => {
    const storage = data.get(key);
    if (storage === undefined)
      throw new WeightsError(`the pickle refers to storage ${key}, for which the file has no data; get the file again`);
    return storage;
  });
}
