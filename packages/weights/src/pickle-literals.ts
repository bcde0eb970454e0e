/** The literals of pickle's text protocol 0, and its integers of any length. What is no such literal gives undefined. */

const maximalDigits = 1_024;

function shrink(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** `12`, `-12L`; also protocol 1's booleans `00` and `01`. */
export function parseInteger(text: string): number | bigint | boolean | undefined {
  if (text === '00' || text === '01') return text === '01';
  const digits = text.replace(/L$/, '').trim();
  if (digits.length > maximalDigits || !/^[+-]?\d+$/.test(digits)) return undefined;
  return shrink(BigInt(digits.replace('+', '')));
}

/** Python's repr of a float: `1.5`, `-inf`, `nan`. */
export function parseFloatText(text: string): number | undefined {
  const special = /^([+-]?)inf$/.exec(text);
  if (special !== null) return special[1] === '-' ? -Infinity : Infinity;
  const value = Number(text);
  return text === 'nan' || (text.trim() !== '' && !Number.isNaN(value)) ? value : undefined;
}

/** Two's complement, little-endian, of any length. */
export function integerOfBytes(bytes: Uint8Array): number | bigint | undefined {
  if (bytes.length > maximalDigits) return undefined;
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  return shrink(BigInt.asIntN(8 * bytes.length, value));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Python's repr of a byte string: quotes around, backslash escapes within. */
export function unquote(text: string): string | undefined {
  const [, , quoted] = /^(['"])(.*)\1$/s.exec(text.trim()) ?? [];
  return quoted?.replace(/\\(?:x([0-9a-f]{2})|(.))/gis, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

/** Python's raw-unicode-escape: `\u263a`, everything else as it is. */
export function unescapeUnicode(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})/g, (_, short: string, long: string) => {
    const point = Number.parseInt(short ?? long, 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  });
}
