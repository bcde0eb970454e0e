import { literalOf, shownName } from '@resnet-compile/options';
import { describeValue, Placeholder, type PickleValue } from './pickle-values.ts';
import { WeightsError } from './safetensors.ts';
import { tensorOf } from './torch-meaning.ts';
import { findObjects, isOptimizer, type TorchDictionary, type TorchObjects } from './torch-objects.ts';
import type { TorchStorage } from './torch-storage.ts';
import { torchElements, type TorchTensor, type UnreadTensor } from './torch-tensor.ts';
import type { StoredTensor, TensorDictionary, WeightsContents } from './weights-contents.ts';

/** The bytes of a storage, `storage.numel` elements. */
type StorageBytes = (storage: TorchStorage) => Uint8Array;

function storedTensor(name: string, tensor: TorchTensor | UnreadTensor, storageBytes: StorageBytes): StoredTensor {
  if (tensor.kind === 'tensor') {
    const read = (): Float32Array<ArrayBuffer> => torchElements(name, tensor, storageBytes(tensor.storage));
    return { dtype: tensor.dtype, shape: tensor.shape, read };
  }
  const read = (): never => {
    throw new WeightsError(`${shownName(name)} ${tensor.why}`);
  };
  return { dtype: `not read: ${tensor.why.split(/[;,]/)[0]}`, shape: [], read };
}

const pathOf = (keys: readonly string[]): string => keys.join('.');
const shownPath = (keys: readonly string[]): string => shownName(pathOf(keys));

/** The end of "the PyTorch file should hold a dictionary of tensors, but": what it holds, and what to do. */
function instead(root: PickleValue, { modules, arrays }: TorchObjects): string {
  const [module] = modules;
  if (module) {
    const place = module.keys.length ? ` under ${shownPath(module.keys)}` : '';
    // As Python has it, whatever the key: the sentence may be copied into a shell.
    const key = module.keys.map((each) => `[${/^\d+$/.test(each) ? each : literalOf(each)}]`).join('');
    return `holds the module itself${place}, an object of the class ${module.name}, which code alone could make; save its state dict, where that code is: torch.save(torch.load(FILE)${key}.state_dict(), 'weights.pth')`;
  }
  if (arrays[0])
    return `holds NumPy arrays${arrays[0].length ? ` under ${shownPath(arrays[0])}` : ''}; make tensors of them, { name: torch.from_numpy(array) }, and save these`;
  if (root instanceof Placeholder) return `holds ${describeValue(root)}; save model.state_dict()`;
  if (root instanceof Map) {
    const keys = [...root]
      .slice(0, 20)
      .map(([key, value]) => describeValue(key) + (value instanceof Placeholder ? ` (${describeValue(value)})` : ''));
    const more = root.size > 20 ? `, and ${root.size - 20} more` : '';
    return `holds a dictionary with ${keys.length ? `the keys ${keys.join(', ')}${more}` : 'nothing in it'}; save model.state_dict()`;
  }
  const what = tensorOf(root) ? 'a tensor without a name' : describeValue(root);
  return `holds ${what}; save model.state_dict()`;
}

/** What stands at the root beside dictionaries of tensors, as far as anybody reads it. */
function restOf(root: PickleValue, { dictionaries }: TorchObjects): (readonly [string, string])[] {
  const entries: Iterable<readonly [PickleValue, PickleValue]> =
    root instanceof Map ? root : Array.isArray(root) ? root.entries() : [];
  const lead = new Set(dictionaries.map(({ keys }) => keys[0]));
  const own = new Set(
    dictionaries.filter(({ keys }) => keys.length === 0).flatMap(({ tensors }) => [...tensors.keys()]),
  );
  return [...entries].slice(0, 1_000).flatMap(([key, value]) => {
    const name = typeof key === 'string' ? key : describeValue(key);
    if (lead.has(name) || own.has(name)) return [];
    return [[name, isOptimizer(value) ? 'the state of an optimizer' : describeValue(value)] as const];
  });
}

/** What a PyTorch file holds, whose pickle is `root`. */
export function torchContents(
  { format, size }: Pick<WeightsContents, 'format' | 'size'>,
  root: PickleValue,
  storageBytes: StorageBytes,
): WeightsContents {
  const objects = findObjects(root);
  // A dictionary may stand in many places.
  const stored = new Map<TorchDictionary['tensors'], TensorDictionary['tensors']>();
  for (const { tensors } of objects.dictionaries)
    if (!stored.has(tensors))
      stored.set(
        tensors,
        new Map([...tensors].map(([name, tensor]) => [name, storedTensor(name, tensor, storageBytes)])),
      );
  const dictionaries = objects.dictionaries.map(({ keys, tensors }) => ({
    path: pathOf(keys),
    tensors: stored.get(tensors) ?? new Map(),
  }));
  const isElsewhere = objects.modules.length + objects.arrays.length > 0;
  return { format, size, dictionaries, rest: restOf(root, objects), instead: instead(root, objects), isElsewhere };
}
