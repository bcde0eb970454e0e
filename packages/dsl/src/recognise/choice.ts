import type { ResNetOptions } from '../resnet/options.ts';

/** What a function that is an option's value is in a program. */
export interface FunctionText {
  /** Names of what it is told, where it is written out; none where it is a call that gives it. */
  readonly parameters?: readonly string[];
  /** The function of the DSL that is called. */
  readonly call: string;
  /** Before the options. */
  readonly given?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Options that are tried together, and how the functions among them are written. */
export interface Choice {
  readonly options: Partial<ResNetOptions>;
  readonly texts?: ReadonlyMap<unknown, FunctionText>;
}

export const choice = (options: Partial<ResNetOptions>): Choice => ({ options });

/** A function as an option. */
export const madeChoice = <Name extends keyof ResNetOptions>(
  name: Name,
  value: ResNetOptions[Name],
  text: FunctionText,
): Choice => ({ options: { [name]: value }, texts: new Map([[value, text]]) });
