// A string of the user's must not steer the terminal, nor reorder what is around it.
const controls = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Control characters as `\x1b` and `\u2028`. */
export const escapeControls = (text: string): string =>
  text.replaceAll(controls, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
