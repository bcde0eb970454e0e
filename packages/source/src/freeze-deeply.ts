/** Freezes plain data with all that it holds. */
export function freezeDeeply<T>(value: T): T {
  const pending: unknown[] = [value];
  while (pending.length) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null) continue;
    Object.freeze(next);
    pending.push(...Object.values(next));
  }
  return value;
}
