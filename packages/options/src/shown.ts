import { literalOf } from './literal.ts';

/** A property that says what messages call a value: `a network`. Registered, since two copies of a package may meet in one program. */
export const shownAs: unique symbol = /* @__PURE__ */ Symbol.for('resnet-compile.shown');

/** A value as messages show it: strings in quotes, so that '4' is not taken for 4; what is long is cut. */
export function shown(value: unknown): string {
  const text = literal(value, 3);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

// JSON would print NaN as null, and throw at cycles and at bigints.
function literal(value: unknown, depth: number): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return literalOf(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const own = (value as { readonly [shownAs]?: unknown })[shownAs];
  if (typeof own === 'string') return own;
  if (depth === 0) return '…';
  if (Array.isArray(value))
    return `[${value
      .slice(0, 30)
      .map((item) => literal(item, depth - 1))
      .join(',')}]`;
  const type = tagOf(value);
  if (type === 'Promise') return 'a Promise (await it)';
  return type === 'Object'
    ? `{${Object.entries(value)
        .slice(0, 30)
        .map(([name, item]) => `${literalOf(name)}:${literal(item, depth - 1)}`)
        .join(',')}}`
    : withArticle(type);
}

/** What kind of object it is, whatever realm it comes from. */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const withArticle = (word: string): string => `${/^[AEIO]/.test(word) ? 'an' : 'a'} ${word}`;
