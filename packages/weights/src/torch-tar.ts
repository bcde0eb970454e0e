import { shownName } from '@resnet-compile/options';
import { ByteReader } from './byte-reader.ts';
import { readPickle, type PickleMeaning } from './pickle.ts';
import { describeValue, isKind, type PickleValue } from './pickle-values.ts';
import { WeightsError } from './safetensors.ts';
import { readTar } from './tar.ts';
import { torchContents } from './torch-contents.ts';
import { torchMeaning } from './torch-meaning.ts';
import { bytesOfElement, type TorchStorage, type TorchStorageType } from './torch-storage.ts';
import { torchTensor, whyUnread, type TorchTensor, type UnreadTensor } from './torch-tensor.ts';
import type { WeightsContents } from './weights-contents.ts';

/** The parts of a file, in the order of the archive. */
export const tarParts = ['sys_info', 'pickle', 'tensors', 'storages'] as const;

const again = 'get the file again';

/** Reads a part: pickles, each followed by bytes of its own. */
class Part {
  readonly reader: ByteReader;
  readonly #what: string;

  constructor(bytes: Uint8Array, name: string) {
    this.#what = `the tar archive's part ${name}`;
    this.reader = new ByteReader(bytes, this.#what);
  }

  pickle(): PickleValue {
    const { value, end } = readPickle(this.reader.bytes, torchMeaning, this.#what, this.reader.at);
    this.reader.at = end;
    return value;
  }

  count(): number {
    const count = this.pickle();
    return isSize(count) ? count : this.fail(`should begin with a number, but begins with ${describeValue(count)}`);
  }

  list(): readonly PickleValue[] {
    const list = this.pickle();
    return Array.isArray(list) ? list : this.fail(`should have a list, but has ${describeValue(list)}`);
  }

  fail(message: string): never {
    throw new WeightsError(`${this.#what} ${message}; ${again}`);
  }
}

const isSize = (value: PickleValue): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Keys are addresses, which may need 64 bits. */
const keyOf = (key: PickleValue): string => (typeof key === 'string' ? key : describeValue(key));

type Stored = { readonly storage: TorchStorage; readonly bytes: Uint8Array };

/** A count; for each storage `(key, location, type)`, u64 elements and their bytes; then `(key, root, offset, count)` of views. */
function readStorages(bytes: Uint8Array): Map<string, Stored> {
  const part: Part = new Part(bytes, 'storages');
  const storages = new Map<string, Stored>();
  for (let count = part.count(); count > 0; count--) {
    const [key, , type] = part.list();
    if (!isKind<TorchStorageType>(type, 'storage type')) part.fail(`has a storage ${describeValue(key)} of no type`);
    const numel = part.reader.u64();
    const data = part.reader.take(numel * bytesOfElement(type.dtype));
    storages.set(keyOf(key), { storage: { kind: 'storage', dtype: type.dtype, key: keyOf(key), numel }, bytes: data });
  }
  for (const view of part.list()) {
    const [key, root, offset, numel] = Array.isArray(view) ? (view as PickleValue[]) : [];
    const of = storages.get(keyOf(root));
    if (of === undefined || !isSize(offset) || !isSize(numel) || offset + numel > of.storage.numel)
      part.fail(`has a view ${describeValue(key)} that is no part of storage ${describeValue(root)}`);
    const size = bytesOfElement(of.storage.dtype);
    const data = of.bytes.subarray(offset * size, (offset + numel) * size);
    storages.set(keyOf(key), { storage: { ...of.storage, key: keyOf(key), numel }, bytes: data });
  }
  return storages;
}

/** A count; for each tensor `(key, storage, type)`, i32 dimensions, 4 bytes, and i64 sizes, strides, offset. */
function readTensors(
  bytes: Uint8Array,
  storages: ReadonlyMap<string, Stored>,
): ReadonlyMap<string, TorchTensor | UnreadTensor> {
  const part: Part = new Part(bytes, 'tensors');
  const tensors = new Map<string, TorchTensor | UnreadTensor>();
  for (let count = part.count(); count > 0; count--) {
    const [key, storageKey] = part.list();
    const stored = storages.get(keyOf(storageKey));
    if (stored === undefined)
      part.fail(`refers to storage ${describeValue(storageKey)}, which the part storages has not`);
    const dimensions = part.reader.i32();
    if (dimensions < 0 || dimensions > 64) part.fail(`has a tensor of ${dimensions} dimensions`);
    part.reader.skip(4);
    const numbers = Array.from({ length: 2 * dimensions + 1 }, () => part.reader.u64());
    const [shape, strides] = [numbers.slice(0, dimensions), numbers.slice(dimensions, -1)];
    const why = whyUnread(stored.storage.dtype);
    const tensor = why
      ? ({ kind: 'unread tensor', why } as const)
      : torchTensor([stored.storage, numbers.at(-1), shape, strides]);
    tensors.set(keyOf(key), tensor);
  }
  return tensors;
}

/** Persistent ids are the tensors' keys, or classes with their source. */
function meaningOf(tensors: ReadonlyMap<string, PickleValue>): PickleMeaning {
  const persistent = (id: PickleValue): PickleValue => {
    if (Array.isArray(id)) return id[0];
    const tensor = tensors.get(keyOf(id));
    if (tensor === undefined)
      throw new WeightsError(
        `the tar archive's part pickle refers to ${describeValue(id)}, which is none of its ${tensors.size} tensors; ${again}`,
      );
    return tensor;
  };
  return { ...torchMeaning, persistent };
}

/**
 * Opens the format of torch.save before PyTorch 0.2: a tar archive of four parts.
 * Format: https://github.com/pytorch/pytorch/blob/main/torch/serialization.py (legacy_load).
 * @throws WeightsError as readTorch does.
 */
export function openTorchTar(bytes: Uint8Array): WeightsContents {
  const files = readTar(bytes);
  const part = (name: (typeof tarParts)[number]): Uint8Array => {
    const found = files.get(name);
    if (found) return found;
    const names = [...files.keys()].slice(0, 10).map(shownName).join(', ');
    throw new WeightsError(
      files.size > 0 && !tarParts.some((each) => files.has(each))
        ? `the file is a tar archive (of ${names}) and none of torch.save; unpack it, and give the file of weights within`
        : `the tar archive should have the parts ${tarParts.join(', ')}, as torch.save before PyTorch 0.2 writes it, but has no ${name} (it has ${names || 'nothing'}); ${again}`,
    );
  };
  const system = new Part(part('sys_info'), 'sys_info').pickle();
  if (system instanceof Map && system.get('little_endian') === false)
    throw new WeightsError('the file was saved on a big-endian machine; save it on a little-endian one');
  const [pickle, tensorsPart, storagesPart] = [part('pickle'), part('tensors'), part('storages')];
  const storages = readStorages(storagesPart);
  const tensors = readTensors(tensorsPart, storages);
  const { value } = readPickle(pickle, meaningOf(tensors), "the tar archive's part pickle");
  return torchContents(
    { format: "PyTorch's format before 0.2, a tar archive", size: bytes.length },
    value,
    ({ key }) => {
      const stored = storages.get(key);
      if (stored) return stored.bytes;
      throw new WeightsError(`the tar archive has no storage ${key}; ${again}`);
    },
  );
}
