import type { PickleMeaning } from './pickle.ts';
import { isKind, type PickleCallable, type PickleValue } from './pickle-values.ts';
import { WeightsError, type Dtype } from './safetensors.ts';
import { torchStorage, torchTensor, type TorchTensor } from './torch-tensor.ts';

function callable(name: string, call: PickleCallable['call']): [string, PickleCallable] {
  return [name, { kind: 'callable', name, call }];
}

/** The items are a list of pairs, if there are any (Python 2). */
function orderedDict([items = []]: readonly PickleValue[]): Map<PickleValue, PickleValue> {
  if (!Array.isArray(items) || !items.every(Array.isArray)) {
    throw new WeightsError('the pickle has an OrderedDict of something that is no list of pairs; get the file again');
  }
  return new Map(items.map(([key, value]) => [key, value]));
}

function parameter([tensor]: readonly PickleValue[]): TorchTensor {
  if (isKind<TorchTensor>(tensor, 'tensor')) return tensor;
  throw new WeightsError('the pickle has a parameter that is no tensor; get the file again');
}

const callables: ReadonlyMap<string, PickleCallable> = new Map([
  callable('collections.OrderedDict', orderedDict),
  callable('collections.defaultdict', () => new Map()),
  callable('torch._utils._rebuild_tensor', torchTensor),
  callable('torch._utils._rebuild_tensor_v2', torchTensor),
  callable('torch._utils._rebuild_parameter', parameter),
  callable('torch.Size', ([sizes = []]) => sizes),
]);

const storageDtypes: ReadonlyMap<string, Dtype> = new Map([
  ['Double', 'F64'],
  ['Float', 'F32'],
  ['Half', 'F16'],
  ['BFloat16', 'BF16'],
  ['Long', 'I64'],
  ['Int', 'I32'],
  ['Short', 'I16'],
  ['Char', 'I8'],
  ['Byte', 'U8'],
  ['Bool', 'BOOL'],
]);

/** What checkpoints keep beside their weights: the name is accepted, and stands for nothing. */
const opaque: readonly RegExp[] = [
  /^numpy\.(core|_core)\.multiarray\.(scalar|_reconstruct)$/,
  /^numpy\.(dtype|ndarray)$/,
  /^argparse\.Namespace$/,
  /^_codecs\.encode$/, // protocol 2 writes numpy's bytes with it
  /^builtins\.(dict|list|set|frozenset|int|float|complex|bytearray)$/,
  /^torch\.(device|float16|bfloat16|float32|float64|uint8|int8|int16|int32|int64|bool)$/,
];

function global(module: string, attribute: string): PickleValue {
  // Python 2's name of the module.
  const name = `${module === '__builtin__' ? 'builtins' : module}.${attribute}`;
  const found = callables.get(name);
  if (found !== undefined) return found;
  const storage = /^torch\.(?:cuda\.)?([A-Z]\w+)Storage$/.exec(name)?.[1];
  const dtype = storageDtypes.get(storage ?? '');
  if (dtype) return { kind: 'storage type', dtype };
  if (opaque.some((pattern) => pattern.test(name))) return { kind: 'opaque', name };
  const advice = /^(torch|torchvision|timm|__main__|__torch__)\./.test(name) ? '; save model.state_dict() instead' : '';
  throw new WeightsError(
    `the pickle asks for ${name}; only tensors and plain containers are read, nothing in a file is ever run${advice}`,
  );
}

/** The names that a PyTorch file may have, and what they make. Everything else that is named is an error. */
export const torchMeaning: PickleMeaning = { global, persistent: torchStorage };
