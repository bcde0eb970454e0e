/**
 * What a pickle yields: null, booleans, numbers, bigints (beyond 2^53), strings, Uint8Array, arrays (lists and tuples),
 * Map (dictionaries: a key such as `__proto__` is a key like any other), Set, and what the allowed globals make.
 */
export type PickleValue = unknown;

/** An allowed function or class: its value is made by code of ours, never by code that the file names. */
export type PickleCallable = {
  readonly kind: 'callable';
  readonly name: string;
  readonly call: (args: readonly PickleValue[]) => PickleValue;
};

/** Something that may be named in a pickle but means nothing here: it has no contents and stays where it is. */
export type PickleOpaque = { readonly kind: 'opaque'; readonly name: string };

/** A value's short description for an error message; never walks into it, for it may be deep or contain itself. */
export function describeValue(value: PickleValue): string {
  if (typeof value === 'string') return value.length > 80 ? `${value.slice(0, 80)}…` : value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value instanceof Map ? `a dictionary of ${value.size}` : 'an object';
}

/** True for records that our own code made: a pickle can make arrays and Maps, but no record with a `kind`. */
export function isKind<Value extends { readonly kind: string }>(
  value: PickleValue,
  kind: Value['kind'],
): value is Value {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}
