import type { Kind } from './kinds.ts';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';

/** What each option of a type may be. A name that the type has and this lacks, or the reverse, does not compile. */
export type Kinds<Options> = { readonly [Name in keyof Required<Options>]: Kind };

/**
 * Checks the options of a call: that they are an object, that each has a name that there is and a value of its kind, and
 * that those in `required` are there. `undefined` counts as left out.
 * @throws {TypeError | RangeError} that names the call, the option, what was found and what was expected.
 */
export function checkOptions<Options>(call: string, options: unknown, kinds: Kinds<Options>, required: readonly (keyof Options & string)[] = []): asserts options is Options {
  const names = Object.keys(kinds);
  if (Object.prototype.toString.call(options) !== '[object Object]') {
    throw new TypeError(`${call}: the options are ${shown(options)}; expected ${names.length ? `an object with ${names.join(', ')}` : 'none'}`);
  }
  const given = options as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const near = nearest(unknown, names);
    throw new TypeError(`${call}: there is no option ${JSON.stringify(unknown)}; ${near === undefined ? '' : `did you mean ${near}? `}${names.length ? `there are ${names.join(', ')}` : 'there are none'}`);
  }
  for (const name of names) {
    if (given[name] !== undefined) checkValue(`${call}: ${name}`, given[name], kinds[name as keyof Options]);
    else if ((required as readonly string[]).includes(name)) throw new TypeError(`${call}: ${name} is missing; expected ${kinds[name as keyof Options].expected}`);
  }
}

/** @throws {TypeError | RangeError} where `value` is not of that kind. */
export function checkValue(what: string, value: unknown, { expected, holds, isType, choices = [] }: Kind): void {
  if (holds(value)) return;
  const near = typeof value === 'string' ? nearest(value, choices) : undefined;
  throw new (isType(value) ? RangeError : TypeError)(`${what} is ${shown(value)}; expected ${expected}${near === undefined ? '' : `; did you mean '${near}'?`}`);
}
