// What other people named must not steer the terminal, nor reorder what is around it.
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const hex = (character: string): string => character.charCodeAt(0).toString(16);

/** Control characters as `\x1b` and `\u2028`. */
export const escapeControls = (text: string): string =>
  text.replaceAll(controls, (character) =>
    character <= '\xff' ? `\\x${hex(character).padStart(2, '0')}` : `\\u${hex(character).padStart(4, '0')}`,
  );

/** The same of a text of several lines, which stay lines. */
export const escapeLines = (text: string): string => text.split('\n').map(escapeControls).join('\n');

/** A text as JavaScript and JSON spell it, in double quotes and on one line, whatever is in it. */
export const literalOf = (text: string): string =>
  JSON.stringify(text).replaceAll(controls, (character) => `\\u${hex(character).padStart(4, '0')}`);

const longest = 120;

/** A name as messages show it: as it is where it is plain, as `layer1.0.bn1.weight`, else as a literal; what is long is cut. */
export function shownName(name: string): string {
  if (name.length > longest) return `${literalOf(`${name.slice(0, longest / 2)}…`)} (${name.length} characters)`;
  return /^[\p{L}\p{M}\p{N}_$.*:/+-]+$/u.test(name) ? name : literalOf(name);
}
