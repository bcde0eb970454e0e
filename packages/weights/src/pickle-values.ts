import { shownName } from '@resnet-compile/options';

/**
 * What a pickle yields: null, booleans, numbers, bigints (beyond 2^53), strings, Uint8Array, arrays (lists and tuples),
 * Map (dictionaries: a key such as `__proto__` is a key like any other), Set, what the names that make tensors make, and
 * placeholders.
 */
export type PickleValue = unknown;

/** A function or class that is known: its value is made by code of ours, never by code that the file names. */
export type PickleCallable = {
  readonly kind: 'callable';
  readonly name: string;
  readonly call: (args: readonly PickleValue[]) => PickleValue;
};

/**
 * Stands for any other name of a file, and for what a call of it gives. Whatever a pickle may do with an object is noted
 * and nothing is run: dictionaries of tensors within it can be found.
 */
export class Placeholder {
  readonly kind = 'placeholder';
  /** Of the function or class, such as `models.resnet.ResNet`. */
  readonly name: string;
  /** What it was called with. */
  readonly args: readonly PickleValue[];
  /** What was appended to it, as to a list or set. */
  list: PickleValue[] | undefined;
  /** What was set in it, as in a dictionary. */
  items: Map<PickleValue, PickleValue> | undefined;
  /** Its attributes, in whatever form its class keeps them: a dictionary most often. */
  state: PickleValue;

  constructor(name: string, args: readonly PickleValue[] = []) {
    this.name = name;
    this.args = args;
  }
}

/** A value's short description for an error message; never walks into it, for it may be deep or contain itself. */
export function describeValue(value: PickleValue): string {
  if (typeof value === 'string') return shownName(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value instanceof Map) return `a dictionary of ${value.size}`;
  return value instanceof Placeholder ? `an object of ${describeValue(value.name)}` : 'an object';
}

/** True for records that our own code made: a pickle can make arrays and Maps, but no record with a `kind`. */
export function isKind<Value extends { readonly kind: string }>(
  value: PickleValue,
  kind: Value['kind'],
): value is Value {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}
