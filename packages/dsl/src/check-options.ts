import { faultsOf, isOptions, type Fault, type Kinds } from '@resnet-compile/options';
import type { Problem } from './problem.ts';
import type { SourcePosition } from './source-position.ts';

/** A call's first argument together with its options; options that are no object stay what they are, to be reported. */
export const withArgument = <Name extends string, Options extends object>(
  name: Name,
  value: unknown,
  options: Options,
): Options & Readonly<Record<Name, object>> =>
  (isOptions(options) ? { [name]: value, ...options, [name]: value } : options) as Options &
    Readonly<Record<Name, object>>;

/** Options over what stands where they say nothing, `undefined` included; options that are no object stay what they are, to be reported. */
export const withDefaults = <const Defaults extends object, Options extends object>(
  defaults: Defaults,
  options: Options,
): Defaults & Options =>
  (isOptions(options)
    ? {
        ...defaults,
        ...Object.fromEntries(
          Object.entries(options).filter(([name, value]) => value !== undefined || !(name in defaults)),
        ),
      }
    : options) as Defaults & Options;

/** Checks the options of one call at run time, and lists all that is wrong: what is missing, then what is given, in its order. */
export function checkOptions<Options extends object>(
  call: string,
  options: Options,
  kinds: Kinds<NoInfer<Options>>,
  position: SourcePosition | undefined,
): readonly Problem[] {
  const at = position ? { position } : {};
  const problems = [...faultsOf(options, kinds)].map((fault): Problem => ({ ...wordsFor(call, fault), ...at }));
  return [
    ...problems.filter(({ option }) => option === undefined),
    ...problems.filter(({ option }) => option !== undefined),
  ];
}

function wordsFor(call: string, fault: Fault): Problem {
  if (fault.of === 'options')
    return { code: 'RC1102', message: `${call}: the options are ${fault.found}; expected an object` };
  const { option, near } = fault;
  if (fault.of === 'name') {
    return {
      code: 'RC1101',
      message: `${call}: there is no option ${JSON.stringify(option)}`,
      hint: near === undefined ? `the options are ${fault.names.join(', ')}` : `did you mean ${near}?`,
      option,
    };
  }
  const { found, expected } = fault;
  return {
    code: 'RC1102',
    message: `${call}: option ${option} is ${found ?? 'missing'}; expected ${expected}`,
    ...(near === undefined ? {} : { hint: `did you mean '${near}'?` }),
    ...(found === undefined ? {} : { option }),
  };
}
