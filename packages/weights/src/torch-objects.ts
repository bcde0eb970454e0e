import { decodeText } from './byte-reader.ts';
import { describeValue, Placeholder, type PickleValue } from './pickle-values.ts';
import { tensorOf } from './torch-meaning.ts';
import type { TorchTensor, UnreadTensor } from './torch-tensor.ts';

/** Deeper than any checkpoint is: what lies below is not looked at. */
const maximalDepth = 16;
/** Enough for every ensemble, and few enough to be listed. */
const maximalDictionaries = 1_000;
const maximalKey = 200;

/** A value, the key under which it stands, if it has one of its own, and what it stands in. */
type Found = { readonly value: object; readonly key?: PickleValue; readonly above?: Found };

function keysOf(found: Found): readonly string[] {
  const keys: string[] = [];
  for (let at: Found | undefined = found; at; at = at.above)
    if (at.key !== undefined) keys.unshift(textOf(at.key).slice(0, maximalKey));
  return keys;
}

export type TorchDictionary = {
  readonly keys: readonly string[];
  readonly tensors: Map<string, TorchTensor | UnreadTensor>;
};

/** What a pickle holds. */
export type TorchObjects = {
  readonly dictionaries: readonly TorchDictionary[];
  /** Objects of classes that derive from torch.nn.Module: their tensors are not looked at. */
  readonly modules: readonly { readonly keys: readonly string[]; readonly name: string }[];
  /** Dictionaries of NumPy arrays. */
  readonly arrays: readonly (readonly string[])[];
};

/** What may hold dictionaries in an object: its own items and attributes have no key of their own. */
const partsOf = ({ items, list, state, args }: Placeholder): readonly PickleValue[] => [items, state, list, ...args];

const isModule = ({ state }: Placeholder): boolean =>
  state instanceof Map && ['training', '_parameters', '_modules', '_buffers'].some((key) => state.has(key));

/** Its tensors stand under numbers, parameter by parameter, and are of no use without it. */
export const isOptimizer = (value: PickleValue): boolean =>
  value instanceof Map && value.has('state') && value.has('param_groups');

const isArray = (value: PickleValue): boolean =>
  value instanceof Placeholder && /^numpy\.(core|_core)\.multiarray\._reconstruct$/.test(value.name);

const textOf = (key: PickleValue): string => (key instanceof Uint8Array ? decodeText(key) : String(key));

const isKey = (key: PickleValue): boolean =>
  ['string', 'number', 'bigint', 'boolean'].includes(typeof key) || key instanceof Uint8Array;

/** Names of weights of which some other object is the value: shards, arrays. */
const ofLayer = /\.(weight|bias|running_mean|running_var)$/;

const objectAsTensor = (name: string, value: PickleValue): UnreadTensor | undefined =>
  value instanceof Placeholder && ofLayer.test(name)
    ? { kind: 'unread tensor', why: `is an object of ${describeValue(value.name)}; save it as a plain tensor` }
    : undefined;

function tensorsOf(map: ReadonlyMap<PickleValue, PickleValue>): TorchDictionary['tensors'] | undefined {
  const tensors: TorchDictionary['tensors'] = new Map();
  const others: TorchDictionary['tensors'] = new Map();
  for (const [key, value] of map) {
    const name = key instanceof Uint8Array ? decodeText(key) : key;
    if (typeof name !== 'string') continue;
    const tensor = tensorOf(value);
    if (tensor !== undefined) tensors.set(name, tensor);
    else {
      const object = objectAsTensor(name, value);
      if (object !== undefined) others.set(name, object);
    }
  }
  if (tensors.size === 0) return undefined;
  for (const [name, object] of others) tensors.set(name, object);
  return tensors;
}

/**
 * Looks through dictionaries, lists, tuples and objects of whatever class, each once and those nearest to the root first,
 * for dictionaries that have tensors under names. One that stands in several places has as many paths.
 */
export function findObjects(root: PickleValue): TorchObjects {
  const dictionaries: TorchDictionary[] = [];
  const modules: { keys: readonly string[]; name: string }[] = [];
  const arrays: (readonly string[])[] = [];
  const seen = new Map<object, TorchDictionary['tensors'] | undefined>();
  const add = (found: Found, tensors: TorchDictionary['tensors'] | undefined): void => {
    if (tensors && dictionaries.length < maximalDictionaries) dictionaries.push({ keys: keysOf(found), tensors });
  };
  let level: readonly Found[] = isObject(root) ? [{ value: root }] : [];
  for (let depth = 0; depth < maximalDepth && level.length > 0; depth++) {
    const below: Found[] = [];
    for (const found of level) {
      const { value } = found;
      if (seen.has(value)) {
        add(found, seen.get(value));
        continue;
      }
      const tensors = value instanceof Map && !isOptimizer(value) ? tensorsOf(value) : undefined;
      seen.set(value, tensors);
      add(found, tensors);
      const visit = (inner: PickleValue, key?: PickleValue): void => {
        if (isObject(inner)) below.push({ value: inner, key, above: found });
      };
      if (value instanceof Placeholder) {
        if (isModule(value)) modules.push({ keys: keysOf(found), name: describeValue(value.name) });
        else for (const part of partsOf(value)) visit(part);
      } else if (Array.isArray(value)) {
        for (const [index, inner] of value.entries()) visit(inner, index);
      } else if (value instanceof Map && !isOptimizer(value)) {
        if ([...value.values()].some(isArray)) arrays.push(keysOf(found));
        for (const [key, inner] of value) if (isKey(key)) visit(inner, key);
      }
    }
    level = below;
  }
  return { dictionaries, modules, arrays };
}

/** What may hold a dictionary. */
const isObject = (value: PickleValue): value is object =>
  (Array.isArray(value) && value.length > 0) ||
  (value instanceof Map && value.size > 0) ||
  value instanceof Placeholder;
