import { call, mapValues, value, type Argument, type Expression, type Value } from '../python/expression.ts';
import { parametersOf, type Parameter } from './parameters.ts';

/** What several expressions are that differ in numbers alone, and how each of them is made of it. */
export interface Template<Of extends Expression> {
  /** The parameters' names in place of the numbers. */
  readonly body: Of;
  readonly parameters: readonly Parameter[];
  /** Of each expression, in their order. */
  readonly given: readonly (readonly Argument[])[];
}

const valuesOf = (of: Expression): readonly Value[] => {
  const found: Value[] = [];
  mapValues(of, (each) => {
    if (each.role) found.push(each);
    return each;
  });
  return found;
};

/** Equal where expressions differ in nothing but numbers. */
export const skeletonOf = (of: Expression): string =>
  JSON.stringify(mapValues(of, (one) => (one.role ? value(`#${one.role}`) : value(one.text))));

export function templateOf<Of extends Expression>(expressions: readonly Of[], taken: Iterable<string>): Template<Of> {
  const { parameters, places } = parametersOf(expressions.map(valuesOf), taken);
  const [first] = expressions;
  if (!first) throw new Error('a template of nothing');
  let place = 0;
  const body = mapValues(first, (each) => (each.role ? (places[place++] ?? each) : each)) as Of;
  const required = parameters.filter(({ usual }) => usual === undefined);
  const optional = parameters.filter(({ usual }) => usual !== undefined);
  const given = expressions.map((_, index) => [
    ...required.map(({ role, texts, name }): Argument => ({
      value: { ...value(texts[index] ?? '', role), owner: name },
    })),
    ...optional.map(({ role, texts, name, usual = '' }): Argument => ({
      name,
      value: { ...value(texts[index] ?? '', role), owner: name },
      usual,
    })),
  ]);
  return { body, parameters: [...required, ...optional], given };
}

/** As a class or a function declares them. */
export const declared = (parameters: readonly Parameter[]): readonly string[] =>
  parameters.map(({ name, usual }) => (usual === undefined ? name : `${name}=${usual}`));

/** A call of what the template has become. */
export const callOf = (callee: string, given: readonly Argument[] = []): Expression => call(callee, ...given);
