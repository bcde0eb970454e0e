import { isArray } from './numbered.ts';
import { seriesOf } from './series.ts';
import type { Term, Value } from './term.ts';

/** Two ways to compare terms, each computed once for a term. */
export interface Keys {
  /** Of equal terms. */
  readonly exact: (term: Term) => string;
  /** Of terms that are equal up to numbers, lengths of runs, what calls are told, and parts that may be left out. */
  readonly skeleton: (term: Term) => string;
  /** The same of terms that have as many items as well. */
  readonly shape: (term: Term) => string;
}

/** @param optional names of parts that may be left out, by kind */
export function keysOf(optional: (kind: string) => readonly string[]): Keys {
  const exact = once((term) => JSON.stringify(term));
  const skeleton: (term: Term) => string = once((term) => {
    const { term: is, kind, fields, items } = term;
    const told = Object.entries(fields).map(([name, value]) => `${name}=${is === 'call' ? '*' : varying(value)}`);
    const left = optional(kind);
    const order = isArray(term);
    const parts = seriesOf(items, skeleton)
      .filter(({ name }) => !left.includes(name))
      .map(({ name, items: [first] }) => `${order ? '' : JSON.stringify(name)}:${first ? skeleton(first.part) : ''}`);
    return `${is} ${JSON.stringify(kind)}(${told.join()})[${parts.join()}]`;
  });
  const shape: (term: Term) => string = once(
    (term) => `${skeleton(term)} ${term.items.map(({ name, part }) => `${name}(${shape(part)})`).join()}`,
  );
  return { exact, skeleton, shape };
}

const isNumeric = (data: unknown): boolean =>
  typeof data === 'number' ||
  (Array.isArray(data) && data.length > 0 && data.every((each) => typeof each === 'number'));

/** A value of which another number may take the place, or the value itself. */
export const varying = (value: Value | undefined): string =>
  value?.of === 'data' && isNumeric(value.data) ? '#' : JSON.stringify(value);

function once<Result>(of: (term: Term) => Result): (term: Term) => Result {
  const known = new WeakMap<Term, { readonly result: Result }>();
  return (term) => {
    const before = known.get(term);
    if (before) return before.result;
    const result = of(term);
    known.set(term, { result });
    return result;
  };
}
