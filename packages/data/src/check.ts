import type { Filter } from './pixels/resize.ts';

/** @throws {RangeError} where `value` is no integer of at least `least`. */
export function checkInteger(what: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    throw new RangeError(`${what} is ${String(value)}; expected an integer ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`);
  }
}

/** @throws {RangeError} where `value` is no number from `least` to `most`. */
export function checkNumber(what: string, value: unknown, least: number, most = Infinity): void {
  if (typeof value !== 'number' || !(value >= least && value <= most) || value === Infinity) {
    throw new RangeError(`${what} is ${String(value)}; expected a number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}`);
  }
}

/** @throws {RangeError} where `value` is no pair of numbers in that order, from `least` to `most`. */
export function checkRange(what: string, value: readonly [number, number], least: number, most = Infinity): void {
  const [low, high] = value;
  checkNumber(`${what}[0]`, low, least, most);
  checkNumber(`${what}[1]`, high, low, most);
}

/** @throws {RangeError} where `value` is no filter. */
export function checkFilter(what: string, value: Filter): void {
  if (value !== 'bilinear' && value !== 'bicubic') throw new RangeError(`${what} is ${String(value)}; expected 'bilinear' or 'bicubic'`);
}

/** @throws {TypeError} for an option that there is not, with those that there are. `options`: one of each name, as the type has them. */
export function checkNames<Options>(call: string, given: object, options: { readonly [Name in keyof Required<Options>]: true }): void {
  const known = Object.keys(options);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`${call}: there is no option ${JSON.stringify(unknown)}; there are ${known.join(', ')}`);
}
