import { literalOf } from '@resnet-compile/options';

/** An identifier of JavaScript, which needs no quotes. */
const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text);

/** A text as JavaScript spells it. */
export const quoted = (text: string): string => {
  const literal = literalOf(text);
  return literal === `"${text}"` && !text.includes("'") ? `'${text}'` : literal;
};

const widest = 80;

/** Between brackets: on one line where they fit there, else each on a line of its own. */
function bracketed(open: string, items: readonly string[], close: string, space = ''): string {
  if (items.length === 0) return open + close;
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length <= widest && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${item.replaceAll(/^/gm, '  ')},\n`).join('')}${close}`;
}

export const arrayText = (items: readonly string[]): string => bracketed('[', items, ']');

export const recordText = (entries: readonly (readonly [name: string, value: string])[]): string =>
  bracketed(
    '{',
    entries.map(([name, value]) => {
      // What `{ __proto__: value }` means in JavaScript is no property.
      const key = name === '__proto__' ? `['__proto__']` : isName(name) ? name : quoted(name);
      return `${key}: ${value}`;
    }),
    '}',
    ' ',
  );

/** A call whose last argument may be an array or a record, which is then broken instead. */
export function callText(name: string, given: readonly string[]): string {
  const line = `${name}(${given.join(', ')})`;
  const others = given.slice(0, -1);
  return others.some((text) => text.includes('\n')) ? bracketed(`${name}(`, given, ')') : line;
}

/** Numbers, texts, arrays and records as they stand in a model file. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return arrayText(value.map(valueText));
  if (typeof value === 'object' && value !== null)
    return recordText(Object.entries(value).map(([name, each]) => [name, valueText(each)] as const));
  return Object.is(value, -0) ? '-0' : String(value);
}
