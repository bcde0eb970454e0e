import { parameterValue, type Condition, type Item, type Term, type Value } from './term.ts';

/** What parameters stand for. */
export type Bindings = ReadonlyMap<string, Value | Condition>;

/** A term with its parameters bound; those that are not stay. */
export function substitute(term: Term, bindings: Bindings): Term {
  const items = term.items.flatMap((item) => itemOf(item, bindings));
  const fields = Object.fromEntries(
    Object.entries(term.fields).map(([name, value]) => [name, valueOf(value, bindings)] as const),
  );
  return { ...term, fields, items };
}

export function valueOf(value: Value, bindings: Bindings): Value {
  if (value.of === 'part') return value.part ? partValue(value.part, bindings) : value;
  if (value.of === 'data') return value;
  const bound = bindings.get(value.name);
  if (bound === undefined || !('of' in bound)) return value;
  const { times, over, plus } = value;
  if (bound.of === 'parameter')
    return parameterValue(bound.name, bound.times * times, bound.over * over, (bound.plus * times) / over + plus);
  if (bound.of === 'data' && typeof bound.data === 'number')
    return { of: 'data', data: (bound.data * times) / over + plus };
  return bound;
}

const partValue = (part: Term, bindings: Bindings): Value => {
  const bound = part.term === 'parameter' ? bindings.get(part.kind) : undefined;
  return bound && 'of' in bound ? bound : { of: 'part', part: substitute(part, bindings) };
};

function itemOf(item: Item, bindings: Bindings): readonly Item[] {
  const { when: condition, count, ...rest } = item;
  const when = condition && conditionOf(condition, bindings);
  if (when === false) return [];
  const given = item.part.term === 'parameter' ? bindings.get(item.part.kind) : undefined;
  if (given && 'of' in given && given.of === 'part' && !given.part) return [];
  const part = given && 'of' in given ? partOf(given, item.part) : substitute(item.part, bindings);
  const told = count && valueOf(count, bindings);
  return [{ ...rest, part, ...(told ? { count: told } : {}), ...(when === true || !when ? {} : { when }) }];
}

/** A parameter that stands for another one renames it. */
function partOf(given: Value, part: Term): Term {
  if (given.of === 'part') return given.part ?? part;
  return given.of === 'parameter' ? { ...part, kind: given.name } : part;
}

function conditionOf(condition: Condition, bindings: Bindings): Condition | boolean {
  const bound = bindings.get(condition.parameter);
  if (bound === undefined) return condition;
  if (!('of' in bound)) return bound;
  const { above } = condition;
  if (bound.of === 'data') return above === undefined ? bound.data === true : Number(bound.data) > above;
  return bound.of === 'parameter' ? { ...condition, parameter: bound.name } : condition;
}
