/** What stands under a key that is known to be there. @throws {Error} where it is not, which is a mistake of ours. */
export function found<Key, Value>(entries: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = entries.get(key);
  if (value === undefined) throw new Error(`there is no ${typeof key === 'string' ? key : 'such key'}`);
  return value;
}
