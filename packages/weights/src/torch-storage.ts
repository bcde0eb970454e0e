import { elementTypes, isDtype, type Dtype } from './element-types.ts';
import { describeValue, isKind, Placeholder, type PickleValue } from './pickle-values.ts';
import { WeightsError } from './safetensors.ts';

/** Bytes of the elements that are not read: where they lie between others, their size is all that matters. */
const unreadTypes = {
  C32: 4,
  C64: 8,
  C128: 16,
  QI8: 1,
  QU8: 1,
  QI32: 4,
  QU4X2: 1,
  QU2X4: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  F8_E4M3FNUZ: 1,
  F8_E5M2FNUZ: 1,
  F8_E8M0: 1,
  U16: 2,
  U32: 4,
  U64: 8,
} as const;

/** What a storage of PyTorch may hold. */
export type StoredDtype = Dtype | keyof typeof unreadTypes;

export const bytesOfElement = (dtype: StoredDtype): number =>
  isDtype(dtype) ? elementTypes[dtype].bytes : unreadTypes[dtype];

/** A storage that a pickle refers to: `numel` elements, found elsewhere in the file under `key`. */
export type TorchStorage = {
  readonly kind: 'storage';
  readonly dtype: StoredDtype;
  readonly key: string;
  readonly numel: number;
  /** Old files: this storage is a part of the one under `key`, in elements. */
  readonly part?: { readonly offset: number; readonly numel: number };
};

/** What `torch.FloatStorage` and its like stand for. */
export type TorchStorageType = { readonly kind: 'storage type'; readonly name: string; readonly dtype: StoredDtype };

/** PyTorch's names of element types: those of its classes of storages and tensors, and those of `torch.dtype`. */
const names: readonly (readonly [dtype: StoredDtype, ofClass: string, ...ofType: readonly string[]])[] = [
  ['F64', 'Double', 'float64', 'double'],
  ['F32', 'Float', 'float32', 'float'],
  ['F16', 'Half', 'float16', 'half'],
  ['BF16', 'BFloat16', 'bfloat16'],
  ['I64', 'Long', 'int64', 'long'],
  ['I32', 'Int', 'int32', 'int'],
  ['I16', 'Short', 'int16', 'short'],
  ['I8', 'Char', 'int8'],
  ['U8', 'Byte', 'uint8'],
  ['BOOL', 'Bool', 'bool'],
  ['C32', 'ComplexHalf', 'complex32', 'chalf'],
  ['C64', 'ComplexFloat', 'complex64', 'cfloat'],
  ['C128', 'ComplexDouble', 'complex128', 'cdouble'],
  ['QI8', 'QInt8', 'qint8'],
  ['QU8', 'QUInt8', 'quint8'],
  ['QI32', 'QInt32', 'qint32'],
  ['QU4X2', 'QUInt4x2', 'quint4x2'],
  ['QU2X4', 'QUInt2x4', 'quint2x4'],
  ['F8_E4M3', 'Float8_e4m3fn', 'float8_e4m3fn'],
  ['F8_E5M2', 'Float8_e5m2', 'float8_e5m2'],
  ['F8_E4M3FNUZ', 'Float8_e4m3fnuz', 'float8_e4m3fnuz'],
  ['F8_E5M2FNUZ', 'Float8_e5m2fnuz', 'float8_e5m2fnuz'],
  ['F8_E8M0', 'Float8_e8m0fnu', 'float8_e8m0fnu'],
  ['U16', 'UInt16', 'uint16'],
  ['U32', 'UInt32', 'uint32'],
  ['U64', 'UInt64', 'uint64'],
  // Bytes; the tensor says what they are.
  ['U8', 'Untyped', 'untyped'],
];
const ofClass: ReadonlyMap<string, StoredDtype> = new Map(names.map(([dtype, name]) => [name, dtype]));
const ofType: ReadonlyMap<string, StoredDtype> = new Map(
  names.flatMap(([dtype, , ...all]) => all.map((name) => [`torch.${name}`, dtype] as const)),
);

/** The type that a name such as `torch.FloatStorage`, `torch.cuda.HalfStorage` or `torch.storage.UntypedStorage` stands for. */
export function storageType(name: string): TorchStorageType | undefined {
  const dtype = ofClass.get(/^torch\.(?:\w+\.)?([A-Z]\w+)Storage$/.exec(name)?.[1] ?? '');
  return dtype && { kind: 'storage type', name, dtype };
}

/** The type of elements that `torch.float32` and its like stand for. */
export const elementTypeOf = (value: PickleValue): StoredDtype | undefined =>
  value instanceof Placeholder ? ofType.get(value.name) : undefined;

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Protocol 0 has texts for persistent ids: Python's own of the tuple. */
const idAsText =
  /^\('storage', <class '([\w.]+)'>, '(\w+)', '[^']*', (\d+)(?:, (?:None|\('(\w+)', (\d+), (\d+)\)))?\)$/;

function parseId(text: string): PickleValue {
  const [, type, key, numel, view, offset, size] = idAsText.exec(text) ?? [];
  if (type === undefined || key === undefined) return undefined;
  return ['storage', storageType(type), key, 'cpu', Number(numel), view ? [view, Number(offset), Number(size)] : null];
}

/**
 * The meaning of a persistent id, `('storage', type, key, location, numel[, view])`; of any other the class that it
 * names, `('module', class, …)`, or a placeholder.
 * https://github.com/pytorch/pytorch/blob/main/torch/serialization.py (persistent_id, persistent_load).
 */
export function torchStorage(persistentId: PickleValue): PickleValue {
  const id = (typeof persistentId === 'string' ? parseId(persistentId) : undefined) ?? persistentId;
  if (!Array.isArray(id) || id[0] !== 'storage') {
    if (Array.isArray(id) && id[0] === 'module' && id[1] instanceof Placeholder) return id[1];
    return new Placeholder('persistent id', [id]);
  }
  const [, type, key, , numel, view = null] = id as readonly unknown[];
  if (type instanceof Placeholder) return new Placeholder(type.name, [id]);
  if (!isKind<TorchStorageType>(type, 'storage type') || typeof key !== 'string' || !isSize(numel)) {
    throw new WeightsError('the pickle has a storage without type, key or size; get the file again');
  }
  const storage: TorchStorage = { kind: 'storage', dtype: type.dtype, key, numel };
  if (view === null) return storage;
  const [, offset, partNumel] = (Array.isArray(view) ? view : []) as readonly unknown[];
  if (!isSize(offset) || !isSize(partNumel) || offset + partNumel > numel) {
    throw new WeightsError(
      `storage ${key} of ${numel} elements has a part at ${describeValue(offset)} of ${describeValue(partNumel)} outside of it; get the file again`,
    );
  }
  return { ...storage, part: { offset, numel: partNumel } };
}
