import { literalOf } from '@resnet-compile/options';
import type { Doc } from './layout.ts';

/** An identifier of JavaScript, which needs no quotes. */
const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

/** A text as JavaScript spells it: in single quotes, but where there are some in it and no others. */
export function quoted(text: string): string {
  const literal = literalOf(text);
  const hasDouble = text.includes('"');
  const hasSingle = text.includes("'");
  if (hasSingle && !hasDouble) return literal;
  const inner = literal.slice(1, -1).replaceAll('\\"', '"');
  const singles = text.split("'").length;
  // Whichever needs fewer backslashes.
  return hasSingle && singles > text.split('"').length ? literal : `'${inner.replaceAll("'", String.raw`\'`)}'`;
}

export const arrayDoc = (items: readonly Doc[]): Doc => ({
  doc: 'list',
  open: '[',
  items,
  close: ']',
  space: '',
  ...(items.length > 1 && items.every((item) => typeof item === 'string' && /^-?\d/.test(item)) ? { fills: true } : {}),
});

/** A property, or what stands in its place. */
export type Entry = readonly [name: string, value: Doc] | Doc;

const isProperty = (entry: Entry): entry is readonly [string, Doc] => Array.isArray(entry);

/** Names that need quotes give them to none of the others. */
export const recordDoc = (entries: readonly Entry[], breaks = false): Doc => ({
  doc: 'list',
  open: '{',
  items: entries.map((entry): Doc => {
    if (!isProperty(entry)) return entry;
    const [name, value] = entry;
    if (name === value && isName(name)) return name;
    // What `{ __proto__: value }` means in JavaScript is no property.
    const key = name === '__proto__' ? `['__proto__']` : isName(name) ? name : quoted(name);
    return { doc: 'property', name: key, value };
  }),
  close: '}',
  space: ' ',
  ...(breaks ? { breaks } : {}),
});

/** Numbers, texts, arrays and records as they stand in a program. */
export function valueDoc(value: unknown): Doc {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return arrayDoc(value.map(valueDoc));
  if (typeof value === 'object' && value !== null)
    return recordDoc(Object.entries(value).map(([name, each]) => [name, valueDoc(each)] as const));
  return Object.is(value, -0) ? '-0' : String(value);
}
