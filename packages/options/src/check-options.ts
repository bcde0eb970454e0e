import { faultsOf, faultsOfValue, type Fault, type Kinds } from './faults.ts';
import type { Kind } from './kinds.ts';
import { literalOf } from './literal.ts';

/**
 * Checks the options of a call: that they are an object, that each has a name that there is and a value of its kind, and
 * that those that are `required` are there.
 * @param within what has these options, where it is an option itself: `data.`
 * @param ignored names that callers may hand over besides
 * @throws {TypeError | RangeError} that names the call, the option, what was found and what was expected.
 */
export function checkOptions<Options extends object>(
  call: string,
  options: Options,
  kinds: Kinds<NoInfer<Options>>,
  { within = '', ignored }: { readonly within?: string; readonly ignored?: readonly string[] } = {},
): void {
  for (const fault of faultsOf(options, kinds, ignored)) throwFault(`${call}: `, within, fault);
}

/** @throws {TypeError | RangeError} where `value` is not of that kind. */
export function checkValue(what: string, value: unknown, kind: Kind): void {
  for (const fault of faultsOfValue(what, value, kind)) throwFault('', '', fault);
}

function throwFault(call: string, within: string, fault: Fault): never {
  throw new (fault.of === 'value' && fault.isType ? RangeError : TypeError)(call + wordsFor(fault, within));
}

function wordsFor(fault: Fault, within: string): string {
  if (fault.of === 'options') {
    const subject = within === '' ? 'the options are' : `${within.slice(0, -1)} is`;
    return `${subject} ${fault.found}; expected ${fault.names.length ? `an object with ${fault.names.join(', ')}` : 'none'}`;
  }
  if (fault.of === 'value')
    return `${within}${fault.option} is ${fault.found ?? 'missing'}; expected ${fault.expected}${fault.near === undefined ? '' : `; did you mean '${fault.near}'?`}`;
  const all = fault.names.length ? `here are ${fault.names.join(', ')}` : 'here are none';
  return `there is no option ${literalOf(within + fault.option)}; ${fault.near === undefined ? 't' : `did you mean ${fault.near}? T`}${all}`;
}
