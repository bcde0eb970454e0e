/** A text as Python spells it, in ASCII, so that nothing in it looks like something else. */
export const textLiteral = (text: string): string =>
  JSON.stringify(text).replaceAll(/[^\x20-\x7e]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });

/** A number as Python spells it, the shorter way. */
export function numberLiteral(number: number): string {
  if (!Number.isFinite(number)) return `float("${Number.isNaN(number) ? 'nan' : number > 0 ? 'inf' : '-inf'}")`;
  const [plain, scientific] = [
    Object.is(number, -0) ? '-0.0' : String(number),
    number.toExponential().replace('e+', 'e'),
  ];
  return scientific.length < plain.length && !Number.isInteger(number) ? scientific : plain;
}

/** A number with a point. */
export const floatLiteral = (number: number): string =>
  Number.isInteger(number) && Math.abs(number) < 1e15 ? `${number}.0` : numberLiteral(number);

export const tupleLiteral = (numbers: readonly number[]): string =>
  `(${numbers.map(numberLiteral).join(', ')}${numbers.length === 1 ? ',' : ''})`;

/** One number where both are the same. */
export const pairLiteral = ([down, across]: readonly [number, number]): string =>
  down === across ? numberLiteral(down) : tupleLiteral([down, across]);
