import { countOf, isArray } from './numbered.ts';
import { seriesOf, spread, type Series } from './series.ts';
import { varying, type Keys } from './skeleton.ts';
import { dataValue, parameterValue, type Item, type Template, type Term, type Value } from './term.ts';

/** What each of several terms has at one place; undefined where a term has nothing there. */
export type Column<Each> = readonly (Each | undefined)[];

/** A place at which terms differ. */
export interface Hole {
  /** As which a value, a condition or a part refers to it. */
  readonly id: string;
  /** What it is called there. */
  readonly field: string;
  /** What is told there; of a call, what its parameter tells. */
  readonly tells: string;
  /** The name of the part around it. */
  readonly part: string;
  readonly values: Column<Value>;
  /** How many parts of a series stand before a run. */
  readonly before: number;
}

/** A term that all of several are, with holes where they differ. */
export interface Unified {
  readonly body: Term;
  readonly holes: readonly Hole[];
}

/** What terms of one skeleton have in common (Plotkin 1970: their least general generalisation); undefined where names differ. */
export function unify(terms: readonly Term[], keys: Keys, templates: readonly Template[]): Unified | undefined {
  const holes: Hole[] = [];
  const hole = (found: Omit<Hole, 'id' | 'before'>, before = 0): string => {
    const id = `#${holes.length}`;
    holes.push({ ...found, id, before });
    return id;
  };

  const ofValues = (place: Omit<Hole, 'id' | 'before' | 'values'>, values: Column<Value>): Value | undefined => {
    const there = values.filter((value) => value !== undefined);
    const parts = values.map((value) => (value?.of === 'part' ? value.part : undefined));
    const [first] = there;
    if (first?.of === 'part' && there.length === parts.filter((each) => each !== undefined).length) {
      const inner = attempt(() => ofTerms(parts, place.field));
      if (inner) return { of: 'part', part: inner };
    }
    return first && there.length === values.length && isConstant(there)
      ? first
      : parameterValue(hole({ ...place, values }));
  };

  /** Without the holes of what came to nothing. */
  const attempt = <Result>(run: () => Result | undefined): Result | undefined => {
    const before = holes.length;
    const result = run();
    if (result === undefined) holes.splice(before);
    return result;
  };

  const ofTerms = (column: Column<Term>, part: string): Term | undefined => {
    const there = column.filter((term) => term !== undefined);
    const [first] = there;
    if (!first || new Set(there.map(signature)).size > 1) return undefined;
    if (there.length === column.length && new Set(there.map(keys.exact)).size === 1) return first;
    const told = first.term === 'call' ? templates.find(({ name }) => name === first.kind)?.parameters : undefined;
    const fields = Object.keys(first.fields).map((field) => {
      const tells = told?.find(({ name }) => name === field)?.tells ?? field;
      const values = column.map((term) => term?.fields[field]);
      return [field, ofValues({ field, tells, part }, values)] as const;
    });
    const items = ofItems(column, part);
    return items && { ...first, fields: Object.fromEntries(fields) as Term['fields'], items };
  };

  const ofItems = (column: Column<Term>, around: string): readonly Item[] | undefined => {
    const aligned = alignedSeries(column, keys);
    if (!aligned) return undefined;
    const all: Item[] = [];
    for (const series of aligned) {
      const width = Math.max(...series.map((each) => each?.items.length ?? 0));
      const rows = series.map((each, index) => each && spread(each.items, width).map((item) => ({ item, index })));
      for (let at = 0; at < width; at++) {
        const items = rows.map((row) => row?.[at]?.item);
        const item = ofItem(items, column, around, at);
        if (!item) return undefined;
        all.push(item);
      }
    }
    return column.every((term) => term === undefined || isArray(term)) ? numbered(all) : all;
  };

  const ofItem = (items: Column<Item>, column: Column<Term>, around: string, at: number): Item | undefined => {
    const first = items.find((item) => item !== undefined);
    if (!first) return undefined;
    const { name } = first;
    const own = /[A-Za-z]/.test(name) ? name : around;
    const parts = items.map((item) => item?.part);
    const counts = items.map((item, index) => (item ? countOf(item) : column[index] && 0));
    const isRun = counts.some((count) => count !== undefined && count > 1);
    const isThere = counts.map((count) => count !== undefined && count > 0);
    const isOptional = !isRun && counts.includes(0);
    // A series that is longer in some, but no run in any, is another thing.
    if (isOptional && at > 0) return undefined;
    const part = attempt(() => ofTerms(parts, own));
    if (!part && isOptional) {
      const values = items.map((item): Value => ({ of: 'part', part: item?.part }));
      const kind = hole({ field: name, tells: name, part: own, values });
      return { name, part: { term: 'parameter', kind, fields: {}, items: [] } };
    }
    if (!part) return undefined;
    if (isRun) {
      const told = counts.map((count) => (count === undefined ? undefined : dataValue(count)));
      const there = told.filter((value) => value !== undefined);
      const same = there.length === told.length && isConstant(there) ? there[0] : undefined;
      const count = same ?? parameterValue(hole({ field: 'count', tells: 'count', part: own, values: told }, at));
      return { name, part, count };
    }
    if (!isOptional) return { name, part };
    const values = isThere.map((each, index) => (column[index] ? dataValue(each) : undefined));
    return { name, part, when: { parameter: hole({ field: 'when', tells: 'when', part: own, values }) } };
  };

  const body = ofTerms(terms, '');
  return body && { body, holes };
}

/** What has to be the same, but for numbers, where something is told. */
const signature = ({ term, kind, fields }: Term): string =>
  `${term} ${kind}(${Object.keys(fields)
    .map((name) => (term === 'call' ? name : `${name}=${varying(fields[name])}`))
    .join()})`;

const isConstant = (values: readonly Value[]): boolean =>
  new Set(values.map((value) => JSON.stringify(value))).size === 1;

/** An array's items by their places; which of them are there is not in their names. */
function numbered(items: readonly Item[]): readonly Item[] {
  let index = 0;
  return items.map((item) => {
    const name = String(index);
    index += countOf(item) ?? 1;
    return { ...item, name };
  });
}

/** The same series of all terms side by side; those that some have not, where the others have them. */
function alignedSeries(column: Column<Term>, { skeleton }: Keys): readonly Column<Series>[] | undefined {
  const lists = column.map((term) => term && seriesOf(term.items, skeleton));
  const there = lists.filter((list) => list !== undefined);
  if (column.every((term) => term === undefined || isArray(term))) return alignedInOrder(lists, skeleton);
  const longest = there.reduce((a, b) => (b.length > a.length ? b : a), []);
  const names = longest.map(({ name }) => name);
  const inOrder = (list: readonly Series[]): boolean => {
    const places = list.map(({ name }) => names.indexOf(name));
    return places.every((place, index) => place > (places[index - 1] ?? -1));
  };
  return there.every(inOrder) && new Set(names).size === names.length
    ? names.map((name) => lists.map((list) => list?.find((series) => series.name === name)))
    : undefined;
}

/** Those of arrays, whose names say nothing: in their order, where some have fewer. */
function alignedInOrder(
  lists: readonly (readonly Series[] | undefined)[],
  skeleton: Keys['skeleton'],
): readonly Column<Series>[] | undefined {
  const keyOf = ({ items: [first] }: Series): string => (first ? skeleton(first.part) : '');
  const longest = lists.reduce<readonly Series[]>((a, b) => (b && b.length > a.length ? b : a), []);
  const left = lists.map((list) => list && [...list]);
  const columns = longest.map((series) =>
    left.map((list) => (list?.[0] && keyOf(list[0]) === keyOf(series) ? list.shift() : undefined)),
  );
  return left.every((list) => !list?.length) ? columns : undefined;
}
