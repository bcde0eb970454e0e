import { tensorOf } from './read-tensor.ts';
import type { ReadExternal } from '../file/external-data.ts';
import type { AttributeProto } from '../file/messages.ts';
import type { Attribute } from './operators/operator.ts';

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** What is there of an attribute; its type says which, where that is said. Undefined of a graph and of what is not read. */
export function attributeOf(attribute: AttributeProto, external: ReadExternal | undefined): Attribute | undefined {
  const { f, i, s, t, floats, ints, strings, type } = attribute;
  const read: Readonly<Record<number, () => Attribute | undefined>> = {
    1: () => f ?? 0,
    2: () => i ?? 0,
    3: () => text(s ?? new Uint8Array()),
    4: () => t && tensorOf(t, external),
    6: () => floats,
    7: () => ints,
    8: () => strings.map(text),
  };
  const others = [
    [f, 1],
    [i, 2],
    [s, 3],
    [t, 4],
    [floats[0], 6],
    [ints[0], 7],
    [strings[0], 8],
  ] as const;
  return read[type || (others.find(([value]) => value !== undefined)?.[1] ?? 0)]?.();
}
