/** What a layer is told, or any other value that a program spells as a literal. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [name: string]: Data };

/** One thing that a program makes: what it is told, and what lies within. The input of `factor`. */
export interface Tree {
  /** What it is: the name of the function or class that makes it. */
  readonly kind: string;
  /** What it is told, by name. All that may differ between two of a kind has to be there, defaults included. */
  readonly fields: Readonly<Record<string, Data>>;
  /** What lies within, in order. Names that count from 0 are an array's. */
  readonly parts: readonly (readonly [name: string, part: Tree])[];
}

/** What is told: the same always, or what a parameter of the template around it says. */
export type Value =
  | { readonly of: 'data'; readonly data: Data }
  /** parameter · times / over + plus */
  | {
      readonly of: 'parameter';
      readonly name: string;
      readonly times: number;
      readonly over: number;
      readonly plus: number;
    }
  /** A part that is handed to a template; undefined for none. */
  | { readonly of: 'part'; readonly part: Term | undefined };

/** Whether a part is there: where the flag is true, or where the number is above this one. */
export interface Condition {
  /** The template's parameter. */
  readonly parameter: string;
  /** Of a number. */
  readonly above?: number;
}

/** A tree that may have parameters, and calls of templates, in it. */
export interface Term {
  /** `'make'`: a `Tree`'s; `'call'` of a template; `'parameter'`: the part that was handed to the template. */
  readonly term: 'make' | 'call' | 'parameter';
  /** What is made, or the template's or the parameter's name. */
  readonly kind: string;
  /** What it is told; of a call, every parameter of the template, in their order. */
  readonly fields: Readonly<Record<string, Value>>;
  /** What lies within; nothing in a call. */
  readonly items: readonly Item[];
}

/** A part, or a run of equal ones. */
export interface Item {
  /** The part's name; of a run, the first one's: those that follow count on from it. */
  readonly name: string;
  readonly part: Term;
  /** How many there are; one where it is left out. */
  readonly count?: Value;
  /** Where it is not always there. */
  readonly when?: Condition;
}

/** What a template is told. */
export interface Parameter {
  readonly name: string;
  /** The field that it fills: `'channels'`, `'stride'`, …; `'count'` of a run, `'when'` of a part that is there or not. */
  readonly tells: string;
  /** What the first call says. */
  readonly example: Value;
  /** What most calls say, where it may be left out; such parameters stand behind the others. */
  readonly otherwise?: Value;
}

/** What several parts have in common. */
export interface Template {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: Term;
}

/** A tree whose repeated parts are written once. */
export interface Factored {
  /** In an order in which each calls only those before it. */
  readonly templates: readonly Template[];
  readonly body: Term;
}

export const dataValue = (data: Data): Value => ({ of: 'data', data });
/** parameter · times / over + plus, in lowest terms. */
export function parameterValue(name: string, times = 1, over = 1, plus = 0): Value {
  const common = commonDivisor(times, over);
  return { of: 'parameter', name, times: times / common, over: over / common, plus };
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));
