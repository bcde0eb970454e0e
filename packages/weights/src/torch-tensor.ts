import { shownName } from '@resnet-compile/options';
import { isDtype } from './element-types.ts';
import { isKind, type PickleValue } from './pickle-values.ts';
import { decodeElements, elementTypes, WeightsError, type Dtype } from './safetensors.ts';
import { bytesOfElement, type StoredDtype, type TorchStorage } from './torch-storage.ts';

/** A tensor as PyTorch saves it: a strided view (in elements) of a storage. */
export type TorchTensor = {
  readonly kind: 'tensor';
  readonly storage: TorchStorage;
  /** As what the storage's bytes are read. */
  readonly dtype: StoredDtype;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
};

/** A tensor that is not read: the end of a sentence says what it is, and what to do. */
export type UnreadTensor = { readonly kind: 'unread tensor'; readonly why: string };

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length <= 64 && value.every(isSize);

/** `torch._utils._rebuild_tensor(_v2)(storage, offset, shape, strides, …)`; what follows concerns training alone. */
export function torchTensor(args: readonly PickleValue[], dtype?: StoredDtype): TorchTensor {
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
  return { kind: 'tensor', storage, dtype: dtype ?? storage.dtype, offset, shape, strides };
}

/** Why elements of a type are not read, as of tensors of other kinds. */
export function whyUnread(dtype: StoredDtype): string | undefined {
  if (isDtype(dtype)) return undefined;
  if (dtype.startsWith('C')) return 'is complex, and networks here are real; save its real part';
  if (dtype.startsWith('Q'))
    return 'is quantised; save the network before it was quantised, or the tensor as float32: tensor.dequantize()';
  return `is of type ${dtype}, which is not read; save it as float32, times its scale where it has one: tensor.float()`;
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
  { shape, strides }: TorchTensor,
  dtype: Dtype,
  bytes: Uint8Array,
  first: number,
  count: number,
): Float32Array<ArrayBuffer> {
  const type = elementTypes[dtype];
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
 * @throws WeightsError when the tensor is of a type that is not read, reaches beyond its storage or has more elements
 * than it (an expanded tensor).
 */
export function torchElements(name: string, tensor: TorchTensor, bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const { storage, shape, strides, dtype } = tensor;
  if (!isDtype(dtype)) throw new WeightsError(`${shownName(name)} ${whyUnread(dtype)}`);
  const size = elementTypes[dtype].bytes;
  const elementsOf = (numel: number): number => Math.floor((numel * bytesOfElement(storage.dtype)) / size);
  const limit = elementsOf(storage.part?.numel ?? storage.numel);
  const first = tensor.offset + elementsOf(storage.part?.offset ?? 0);
  const count = shape.reduce((product, size) => product * size, 1);
  if (count === 0) return new Float32Array(0);
  const last = shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), tensor.offset);
  const what = `${shownName(name)} [${shape}], offset ${tensor.offset}, strides [${strides}],`;
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
  if (!isContiguous(shape, strides)) return gather(tensor, dtype, bytes, first, count);
  return decodeElements(bytes.subarray(first * size, (first + count) * size), dtype);
}
