import type { Written } from '../file/messages.ts';

type Attribute = Written<'AttributeProto'>;

/** A node's attributes by name; the type of each is said by who made it. */
export type Attributes = Readonly<Record<string, Attribute>>;

// AttributeProto.AttributeType
export const float = (f: number): Attribute => ({ type: 1, f });
export const int = (i: number): Attribute => ({ type: 2, i });
export const text = (s: string): Attribute => ({ type: 3, s: new TextEncoder().encode(s) });
export const ints = (ints: readonly number[]): Attribute => ({ type: 7, ints });

export const named = (attributes: Attributes): readonly Attribute[] =>
  Object.entries(attributes).map(([name, attribute]) => ({ name, ...attribute }));
