import { describeValue, isKind, type PickleValue } from './pickle-values.ts';
import { WeightsError, type Tensor } from './safetensors.ts';
import { torchElements, type TorchStorage, type TorchTensor } from './torch-tensor.ts';

/** Under these keys training scripts keep the state dict, best guess first. */
const wrappers = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'net',
  'network',
  'module',
  'weights',
  'params',
];

const maximalElements = 2 ** 31;

type Dict = ReadonlyMap<PickleValue, PickleValue>;

const isTensor = (value: PickleValue): value is TorchTensor => isKind<TorchTensor>(value, 'tensor');
const holdsTensors = (dict: Dict): boolean => [...dict.values()].some(isTensor);

/** The dictionary of tensors: under a known key, this one itself, or under the only key that has one. */
function find(dict: Dict, seen: Set<Dict>): Dict | undefined {
  if (seen.has(dict)) return undefined; // A pickle's dictionary may contain itself.
  seen.add(dict);
  for (const key of wrappers) {
    const value = dict.get(key);
    const found = value instanceof Map ? find(value, seen) : undefined;
    if (found !== undefined) return found;
  }
  if (holdsTensors(dict)) return dict;
  const others = [...dict.values()].filter((value) => value instanceof Map && holdsTensors(value));
  return others.length === 1 ? (others[0] as Dict) : undefined;
}

/**
 * Takes the state dict out of what a pickle holds and reads its tensors; epochs, arguments and the like are ignored.
 * `storageBytes` gives a storage's bytes, `storage.numel` elements.
 * @throws WeightsError when there is no dictionary of tensors, or a tensor reaches beyond its storage.
 */
export function readStateDict(
  root: PickleValue,
  storageBytes: (storage: TorchStorage) => Uint8Array,
): Map<string, Tensor<ArrayBuffer>> {
  const dict = root instanceof Map ? find(root, new Set()) : undefined;
  if (dict === undefined) {
    const found =
      root instanceof Map
        ? `a dictionary with the keys ${[...root.keys()].slice(0, 20).map(describeValue).join(', ')}`
        : 'no dictionary';
    throw new WeightsError(
      `the PyTorch file should hold a state dict, bare or under one of ${wrappers.join(', ')}, but holds ${found}; save model.state_dict()`,
    );
  }
  const tensors = new Map<string, Tensor<ArrayBuffer>>();
  let elements = 0;
  for (const [name, value] of dict) {
    if (typeof name !== 'string' || !isTensor(value)) continue;
    const data = torchElements(name, value, storageBytes(value.storage));
    elements += data.length;
    if (elements > maximalElements) {
      throw new WeightsError(
        `the tensors up to ${name} have ${elements} elements, the limit is ${maximalElements}; save fewer tensors to a file`,
      );
    }
    tensors.set(name, { name, shape: value.shape, data });
  }
  return tensors;
}
