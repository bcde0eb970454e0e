/** Counts the bytes of buffers and typed arrays that are made. To be imported before whatever makes them. */

let bytes = 0;

/** Since the last call. */
export function allocated(): number {
  const counted = bytes;
  bytes = 0;
  return counted;
}

type TypedArray = { new (...given: readonly unknown[]): object; readonly BYTES_PER_ELEMENT?: number };

const scope = globalThis as unknown as Record<string, TypedArray>;
for (const name of Object.getOwnPropertyNames(globalThis)) {
  if (!/^(?:ArrayBuffer|(?:Uint|Int|Float|BigInt|BigUint)\d+(?:Clamped)?Array)$/.test(name)) continue;
  const original = scope[name];
  if (!original) continue;
  scope[name] = new Proxy(original, {
    construct(target, given: readonly unknown[], caller: Function) {
      const [first] = given;
      // A view of a buffer takes no memory; a list is copied.
      const length = typeof first === 'number' ? first : ((first as ArrayLike<unknown> | undefined)?.length ?? 0);
      bytes += length * (target.BYTES_PER_ELEMENT ?? 1);
      return Reflect.construct(target, given, caller) as object;
    },
  });
}
