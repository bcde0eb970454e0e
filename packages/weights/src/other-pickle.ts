import { readPickle, type PickleMeaning } from './pickle.ts';
import { isKind, Placeholder, type PickleValue } from './pickle-values.ts';
import { findObjects } from './torch-objects.ts';
import { torchMeaning } from './torch-meaning.ts';

const part = (name: string): string =>
  `is the part ${name} of a file that PyTorch before 0.2 wrote; pack it again with the others, tar -cf weights.pth sys_info pickle tensors storages, and give that`;

/** The names that a pickle has, and the ids by which it refers to what stands elsewhere. */
type Noted = { readonly names: readonly string[]; readonly ids: readonly PickleValue[] };

/** What the pickle `value` is, if it is none that torch.save began a file with. The first that holds. */
const kinds: readonly {
  readonly is: (value: PickleValue, noted: Noted, second: PickleValue) => boolean;
  readonly what: string;
}[] = [
  { is: (value) => value instanceof Map && value.get('protocol_version') === 1000, what: part('sys_info') },
  {
    is: (value, _, second) => typeof value === 'number' && Array.isArray(second) && isKind(second[2], 'storage type'),
    what: part('storages'),
  },
  {
    is: (value, _, second) => typeof value === 'number' && Array.isArray(second) && isKind(second[2], 'callable'),
    what: part('tensors'),
  },
  { is: (_, { ids }) => ids.some((id) => typeof id === 'string' && /^\d+$/.test(id)), what: part('pickle') },
  {
    is: (_, { ids }) => ids.length > 0,
    what: 'is the part data.pkl of a PyTorch file, whose weights stand beside it; give the file that it was unpacked from',
  },
  {
    is: (_, { names }) => names.some((name) => name.startsWith('torch.distributed.checkpoint.')),
    what: 'is the list of a distributed checkpoint; make one file of it: python3 -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER weights.pth',
  },
  {
    is: (value) => findObjects(value).modules.length > 0,
    what: 'is a pickle of a module itself; load it where its code is, and save its state dict: torch.save(model.state_dict(), FILE)',
  },
  {
    is: (_, { names }) => names.includes('torch.storage._load_from_bytes'),
    what: 'is a pickle of tensors that pickle.dump wrote, and not torch.save; load it, and save it with torch.save(state_dict, FILE)',
  },
  {
    is: (_, { names }) => names.some((name) => /^numpy\.(core|_core)\./.test(name)),
    what: 'is a pickle of NumPy arrays (Detectron, Paddle, …); make tensors of them, and save these: torch.save({ name: torch.from_numpy(array) }, FILE)',
  },
];

/**
 * The end of a sentence on a pickle that torch.save did not begin a file with.
 * @throws WeightsError when it is malformed.
 */
export function describePickle(bytes: Uint8Array): string {
  const names: string[] = [];
  const ids: PickleValue[] = [];
  const meaning: PickleMeaning = {
    global: (module, name) => {
      names.push(`${module}.${name}`);
      return torchMeaning.global(module, name);
    },
    persistent: (id) => {
      ids.push(id);
      return new Placeholder('persistent id');
    },
  };
  const { value, end } = readPickle(bytes, meaning, 'the pickle');
  const second =
    typeof value === 'number' && value > 0 ? readPickle(bytes, meaning, 'the pickle', end).value : undefined;
  return (
    kinds.find(({ is }) => is(value, { names, ids }, second))?.what ??
    'is a pickle, but not of torch.save: the magic number is missing; save model.state_dict() with torch.save'
  );
}
