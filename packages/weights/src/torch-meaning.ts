import type { PickleMeaning } from './pickle.ts';
import { describeValue, isKind, Placeholder, type PickleCallable, type PickleValue } from './pickle-values.ts';
import { WeightsError } from './safetensors.ts';
import { elementTypeOf, storageType, torchStorage } from './torch-storage.ts';
import { torchTensor, whyUnread, type TorchTensor, type UnreadTensor } from './torch-tensor.ts';

type Call = PickleCallable['call'];

/** The items are a list of pairs, if there are any (Python 2). */
const orderedDict: Call = ([items = []]) => {
  if (!Array.isArray(items) || !items.every(Array.isArray)) {
    throw new WeightsError('the pickle has an OrderedDict of something that is no list of pairs; get the file again');
  }
  return new Map(items.map(([key, value]) => [key, value]));
};

const unread = (why: string): UnreadTensor => ({ kind: 'unread tensor', why });

/** `(storage, offset, shape, strides, …)`, of which a type that the reader does not know may have the storage. */
const tensor: Call = (args) => {
  const [storage, , , , , , metadata] = args;
  if (storage instanceof Placeholder) return unread(`has its elements in ${storage.name}, which is not read`);
  if (metadata instanceof Map && metadata.get('neg') === true)
    return unread('is a negated view; save a copy: tensor.resolve_neg()');
  const made = torchTensor(args);
  const why = whyUnread(made.dtype);
  return why === undefined ? made : unread(why);
};

/** `(storage, offset, shape, strides, requires_grad, hooks, dtype)`, of types that have no class of storages. */
const tensorOfType: Call = (args) => {
  const dtype = elementTypeOf(args[6]);
  if (dtype === undefined)
    return unread(`is of type ${describeName(args[6])}, which is not read; save it as float32: tensor.float()`);
  const why = whyUnread(dtype);
  return why === undefined ? torchTensor(args, dtype) : unread(why);
};

const describeName = (value: PickleValue): string => (value instanceof Placeholder ? value.name : describeValue(value));

const isTensor = (value: PickleValue): value is TorchTensor | UnreadTensor =>
  isKind<TorchTensor>(value, 'tensor') || isKind<UnreadTensor>(value, 'unread tensor');

/** A parameter is its tensor. */
const parameter: Call = ([of]) => {
  if (isTensor(of) || of instanceof Placeholder) return of;
  throw new WeightsError('the pickle has a parameter that is no tensor; get the file again');
};

/** The class itself, called as `(tensor, …)`; with nothing by PyTorch before 0.2, whose tensors are in their state. */
const parameterClass =
  (name: string): Call =>
  (args) =>
    tensorOf(args[0]) ?? new Placeholder(name, args);

/** `(function, class, its arguments, state)`: a subclass of tensors, which the function makes. */
const ofSubclass: Call = ([make, type, args]) =>
  isKind<PickleCallable>(make, 'callable') && make.call !== ofSubclass && Array.isArray(args)
    ? make.call(args)
    : unread(`is of the class ${describeName(type)}, which is not known; save it as a plain tensor`);

/** fastai's `(class, storage, offset, …)`. */
const withClassFirst: Call = ([, ...args]) => tensor(args);

/** `(class, base, value)`: an object of the class, in protocols 0 and 1. */
const ofClass: Call = ([type, ...args]) => new Placeholder(describeName(type), args);

const otherTensor =
  (why: string): Call =>
  () =>
    unread(why);
const sparse = otherTensor('is sparse; save it as tensor.to_dense()');
const quantised = otherTensor(
  'is quantised; save the network before it was quantised, or the tensor as float32: tensor.dequantize()',
);
const onDevice = otherTensor('was saved from a TPU or the like as a NumPy array; save it from the CPU: tensor.cpu()');

/** What makes tensors, and dictionaries of them. Every other name stands for a placeholder. */
const calls: Readonly<Record<string, Call>> = {
  'collections.OrderedDict': orderedDict,
  'collections.defaultdict': () => new Map(),
  // Python's bytes in protocol 2, among them names of files that Python 2 wrote.
  '_codecs.encode': ([text]) => text,
  'copyreg._reconstructor': ofClass,
  'copyreg.__newobj__': ofClass,
  'torch.Size': ([sizes = []]) => sizes,
  'torch._utils._rebuild_tensor': tensor,
  'torch._utils._rebuild_tensor_v2': tensor,
  'torch._utils._rebuild_tensor_v3': tensorOfType,
  'torch._utils._rebuild_device_tensor_from_cpu_tensor': parameter,
  'torch._tensor._rebuild_from_type': ofSubclass,
  'torch._tensor._rebuild_from_type_v2': ofSubclass,
  'torch.tensor._rebuild_from_type': ofSubclass,
  'fastai.torch_core._fa_rebuild_tensor': withClassFirst,
  'torch._utils._rebuild_sparse_tensor': sparse,
  'torch._utils._rebuild_sparse_csr_tensor': sparse,
  'torch._utils._rebuild_qtensor': quantised,
  'fastai.torch_core._fa_rebuild_qtensor': quantised,
  'torch._utils._rebuild_meta_tensor_no_storage': otherTensor(
    'is on the device "meta" and has no values; save the network after its weights were loaded',
  ),
  'torch._utils._rebuild_wrapper_subclass': otherTensor(
    'is a tensor in a wrapper of another library, such as a shard or quantised; save the whole one as float32',
  ),
  'torch._utils._rebuild_nested_tensor': otherTensor('is a nested tensor; save its parts'),
  'torch._utils._rebuild_device_tensor_from_numpy': onDevice,
  'torch._utils._rebuild_xla_tensor': onDevice,
  'torch.nn.parameter.UninitializedParameter': otherTensor(
    'has no values yet, as its layer is lazy; save the network after it has run once',
  ),
  'torch.nn.parameter.UninitializedBuffer': otherTensor(
    'has no values yet, as its layer is lazy; save the network after it has run once',
  ),
};

const callables: ReadonlyMap<string, PickleCallable> = new Map(
  Object.entries(calls).map(([name, call]) => [name, { kind: 'callable', name, call }]),
);

/** `torch.nn.parameter.Parameter`, `torch.autograd.variable.Variable`, `torch.FloatTensor`, … */
const tensorClass =
  /^torch\.(nn\.(parameter\.)?(Parameter|Buffer)|autograd\.(variable\.)?Variable|(cuda\.)?\w*Tensor)$/;

/** Names of which every version of PyTorch may have more. */
const families: readonly { readonly is: RegExp; readonly call: (name: string) => Call }[] = [
  { is: tensorClass, call: parameterClass },
  { is: /^torch\._utils\._rebuild_parameter/, call: () => parameter },
  {
    is: /^torch\.(_utils|_tensor|tensor)\._rebuild_/,
    call: (name) => otherTensor(`is made by ${name}, which is not known; save it as a plain tensor`),
  },
];

/** Python 2's names of modules, which protocols up to 2 write. */
const renamed: Readonly<Record<string, string>> = { __builtin__: 'builtins', copy_reg: 'copyreg' };

function global(module: string, attribute: string): PickleValue {
  const name = `${Object.hasOwn(renamed, module) ? renamed[module] : module}.${attribute}`;
  const known = callables.get(name) ?? storageType(name);
  if (known) return known;
  const family = families.find(({ is }) => is.test(name));
  return family
    ? ({ kind: 'callable', name, call: family.call(name) } satisfies PickleCallable)
    : new Placeholder(name);
}

/** The tensor that a value of a dictionary is, if it is one: PyTorch before 0.2 also kept tensors in an object's state. */
export function tensorOf(value: PickleValue): TorchTensor | UnreadTensor | undefined {
  if (isTensor(value)) return value;
  if (!(value instanceof Placeholder) || !Array.isArray(value.state) || !tensorClass.test(value.name)) return undefined;
  // https://github.com/pytorch/pytorch/blob/main/torch/_tensor.py (__setstate__): 4 of a tensor, 5 of a variable.
  if (value.state.length === 4) return tensor(value.state) as TorchTensor | UnreadTensor;
  return value.state.length === 5 && isTensor(value.state[0]) ? value.state[0] : undefined;
}

/** What the names and persistent ids of a PyTorch file stand for. */
export const torchMeaning: PickleMeaning = { global, persistent: torchStorage };
