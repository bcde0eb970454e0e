import { describeValue, isKind, type PickleValue } from './pickle-values.ts';
import { decodeElements, elementTypes, WeightsError, type Dtype } from './safetensors.ts';

/** A storage that a pickle refers to: `numel` elements, found elsewhere in the file under `key`. */
export type TorchStorage = {
  readonly kind: 'storage';
  readonly dtype: Dtype;
  readonly key: string;
  readonly numel: number;
  /** Old files: this storage is a part of the one under `key`, in elements. */
  readonly part?: { readonly offset: number; readonly numel: number };
};

/** What `torch.FloatStorage` and its like stand for. */
export type TorchStorageType = { readonly kind: 'storage type'; readonly dtype: Dtype };

/** A tensor as PyTorch saves it: a strided view (in elements) of a storage. */
export type TorchTensor = {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
};

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 64 && value.every(isSize);

/**
 * The meaning of a persistent id, `('storage', type, key, location, numel[, view])`.
 * https://github.com/pytorch/pytorch/blob/main/torch/serialization.py (persistent_id, persistent_load).
 */
export function torchStorage(id: PickleValue): TorchStorage {
  if (!Array.isArray(id) || id[0] !== 'storage') {
    const found = describeValue(Array.isArray(id) ? id[0] : id);
    throw new WeightsError(
      `the pickle refers to ${found} outside of it; only storages are read: save model.state_dict() instead`,
    );
  }
  const [, type, key, , numel, view = null] = id as readonly unknown[];
  if (!isKind<TorchStorageType>(type, 'storage type') || typeof key !== 'string' || !isSize(numel)) {
    throw new WeightsError('the pickle has a storage without type, key or size; get the file again');
  }
  const storage = { kind: 'storage', dtype: type.dtype, key, numel } as const;
  if (view === null) return storage;
  const [, offset, partNumel] = (Array.isArray(view) ? view : []) as readonly unknown[];
  if (!isSize(offset) || !isSize(partNumel) || offset + partNumel > numel) {
    throw new WeightsError(
      `storage ${key} of ${numel} elements has a part at ${describeValue(offset)} of ${describeValue(partNumel)} outside of it; get the file again`,
    );
  }
  return { ...storage, part: { offset, numel: partNumel } };
}

/** `torch._utils._rebuild_tensor(_v2)(storage, offset, shape, strides, …)`; what follows concerns training alone. */
export function torchTensor(args: readonly PickleValue[]): TorchTensor {
  const [storage, offset, shape, strides] = args;
  if (
    !isKind<TorchStorage>(storage, 'storage') ||
    !isSize(offset) ||
    !isSizes(shape) ||
    !isSizes(strides) ||
    shape.length !== strides.length
  ) {
    throw new WeightsError('the pickle has a tensor without storage, offset, sizes or strides; get the file again');
  }
  return { kind: 'tensor', storage, offset, shape, strides };
}

/** Row-major without gaps; the strides of axes of size 1 don't matter. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (const [axis, size] of [...shape.entries()].reverse()) {
    if (size !== 1 && strides[axis] !== expected) return false;
    expected *= size;
  }
  return true;
}

/** Copies in row-major order: an odometer over the axes moves one storage index. */
function gather(
  { shape, strides, storage }: TorchTensor,
  bytes: Uint8Array,
  first: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const type = elementTypes[storage.dtype];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const data = new Float32Array(count);
  const position = shape.map(() => 0);
  let at = first;
  for (let i = 0; i < count; i++) {
    data[i] = type.read(view, at * type.bytes);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return data;
}

/**
 * The tensor's elements as float32, row-major. `bytes` are its storage's, `storage.numel` elements.
 * @throws WeightsError when the tensor reaches beyond its storage or has more elements than it (an expanded tensor).
 */
export function torchElements(name: string, tensor: TorchTensor, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const { storage, shape, strides } = tensor;
  const limit = storage.part?.numel ?? storage.numel;
  const first = tensor.offset + (storage.part?.offset ?? 0);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === 0) return new Float32Array(0);
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), tensor.offset);
  const what = `${name} [${shape}], offset ${tensor.offset}, strides [${strides}],`;
  if (!(last < limit)) {
    throw new WeightsError(
      `${what} reaches element ${last} of storage ${storage.key}, which has ${limit}; get the file again`,
    );
  }
  if (!(count <= limit)) {
    throw new WeightsError(
      `${what} repeats the ${limit} elements of storage ${storage.key}; save a copy: tensor.contiguous()`,
    );
  }
  if (!isContiguous(shape, strides)) return gather(tensor, bytes, first, count);
  const size = elementTypes[storage.dtype].bytes;
  return decodeElements(bytes.subarray(first * size, (first + count) * size), storage.dtype);
}
