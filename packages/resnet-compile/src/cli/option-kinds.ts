import { integer, oneOf, text, type Kind } from '@resnet-compile/options';
import { Option } from 'commander';
import { givenValue, numberOrText } from './given-value.ts';

/** An option whose value is refused in the words of every option, unless it is of a kind; `read` makes it of the text. */
export const checked = (option: Option, kind: Kind, read?: (text: string) => unknown): Option =>
  option.argParser(givenValue(option.long ?? option.flags, kind, read));

export const choice = (flags: string, description: string, choices: readonly string[]): Option =>
  checked(new Option(flags, description).choices(choices), oneOf(choices));
export const count = (flags: string, description: string, expected: string): Option =>
  checked(new Option(flags, description), { ...integer(1), expected }, numberOrText);
export const named = (flags: string, description: string): Option => checked(new Option(flags, description), text);

/** An option that may be given several times. */
export const patterns = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((given: string, before: readonly string[] = []) => [
    ...before,
    givenValue(flags.replace(/ .*/, ''), text)(given) as string,
  ]);
