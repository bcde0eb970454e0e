import { nameParameters } from './names.ts';
import type { Bindings } from './substitute.ts';
import { dataValue, parameterValue, type Condition, type Parameter, type Value } from './term.ts';
import type { Column, Hole } from './unify.ts';

/** The parameters that fill a template's holes, what each hole is of them, and what each call says. */
export interface Parameters {
  readonly parameters: readonly Parameter[];
  readonly bindings: Bindings;
  /** One for each term that was unified. */
  readonly calls: readonly Readonly<Record<string, Value>>[];
}

/** Holes whose values are one parameter's. */
interface Base {
  readonly hole: Hole;
  /** The hole's place in the template. */
  readonly at: number;
  readonly values: Column<Value>;
}

/** What holes are told in other words: channels of a dense layer are its features. */
const dimensions: Readonly<Record<string, string>> = {
  features: 'channels',
  inChannels: 'channels',
  before: 'channels',
  after: 'channels',
};
const dimensionOf = ({ tells }: Hole): string => dimensions[tells] ?? tells;

/**
 * As few parameters as there may be: holes that always have the same value are one; channels that are always a multiple or a
 * fraction of others are written so; what is there where something strides needs no flag.
 */
export function parametersOf(holes: readonly Hole[], reserved: ReadonlySet<string>): Parameters {
  const bases: Base[] = [];
  /** The base of each hole. */
  const filled: Base[] = [];
  const bound = new Map<string, (name: (base: Base) => string) => Value | Condition>();
  const isComplete = ({ values }: Hole): boolean => values.every((value) => value !== undefined);
  const ordered = [...holes.filter(isComplete), ...holes.filter((hole) => !isComplete(hole))];
  // Flags come last: a number may say the same.
  for (const hole of [
    ...ordered.filter(({ field }) => field !== 'when'),
    ...ordered.filter(({ field }) => field === 'when'),
  ]) {
    const values = hole.field === 'count' ? hole.values.map((value) => moved(value, hole.before)) : hole.values;
    const same = sameAs(bases, hole, values);
    if (same) {
      bound.set(hole.id, same.of);
      filled.push(same.base);
      continue;
    }
    const [only, ...others] = distinct(values);
    if (only && !others.length && !isComplete(hole)) {
      const constant = hole.field === 'count' ? moved(only, -hole.before) : only;
      bound.set(hole.id, () => constant ?? only);
      continue;
    }
    const filler = hole.field === 'when' ? dataValue(false) : values.find((value) => value !== undefined);
    const base = { hole, at: holes.indexOf(hole), values: values.map((value) => value ?? filler) };
    bases.push(base);
    filled.push(base);
    bound.set(hole.id, (name) => ownOf(hole, name(base)));
  }
  const inOrder = [...bases].sort((a, b) => a.at - b.at);
  const names = nameParameters(
    inOrder.map(({ hole }) => hole),
    inOrder.map((base) => filled.filter((each) => each === base).length),
    reserved,
  );
  const nameOf = (base: Base): string => names[inOrder.indexOf(base)] ?? base.hole.id;
  const parameters = inOrder.map((base) => ({ base, parameter: parameterOf(base, nameOf(base)) }));
  const sorted = [
    ...parameters.filter(({ parameter }) => !parameter.otherwise),
    ...parameters.filter(({ parameter }) => parameter.otherwise),
  ];
  return {
    parameters: sorted.map(({ parameter }) => parameter),
    bindings: new Map(Array.from(bound, ([id, of]) => [id, of(nameOf)])),
    calls: (holes[0]?.values ?? []).map((_, index) =>
      Object.fromEntries(
        sorted.map(({ base, parameter }) => [parameter.name, base.values[index] ?? parameter.example] as const),
      ),
    ),
  };
}

const ownOf = (hole: Hole, name: string): Value | Condition => {
  if (hole.field === 'when') return { parameter: name };
  return parameterValue(name, 1, 1, hole.field === 'count' ? -hole.before : 0);
};

const moved = (value: Value | undefined, by: number): Value | undefined =>
  value?.of === 'data' && typeof value.data === 'number' ? dataValue(value.data + by) : value;

const keyOf = (value: Value | undefined): string => JSON.stringify(value);

const distinct = (values: Column<Value>): readonly Value[] => [
  ...new Map(values.flatMap((value) => (value ? [[keyOf(value), value] as const] : []))).values(),
];

interface Reference {
  readonly base: Base;
  readonly of: (name: (base: Base) => string) => Value | Condition;
}

/** How a base says what a hole asks for; the same value before a multiple. */
function sameAs(bases: readonly Base[], hole: Hole, values: Column<Value>): Reference | undefined {
  if (hole.field === 'when') return flagOf(bases, values);
  const near = bases.filter((base) => dimensionOf(base.hole) === dimensionOf(hole));
  const equal = near.find((base) =>
    values.every((value, index) => value === undefined || keyOf(value) === keyOf(base.values[index])),
  );
  if (equal) return { base: equal, of: (name) => ownOf(hole, name(equal)) };
  if (dimensionOf(hole) === 'groups') return depthwise(bases, values);
  if (dimensionOf(hole) !== 'channels') return undefined;
  for (const base of near) {
    const ratio = ratioOf(base.values, values);
    if (ratio) return { base, of: (name) => parameterValue(name(base), ratio.times, ratio.over) };
  }
  return undefined;
}

/** As many groups as channels. */
function depthwise(bases: readonly Base[], values: Column<Value>): Reference | undefined {
  const base = bases.find(
    (each) =>
      dimensionOf(each.hole) === 'channels' &&
      values.every((value, index) => value === undefined || keyOf(value) === keyOf(each.values[index])),
  );
  return base && distinct(values).length > 1 ? { base, of: (name) => parameterValue(name(base)) } : undefined;
}

const numberOf = (value: Value | undefined): number | undefined =>
  value?.of === 'data' && typeof value.data === 'number' ? value.data : undefined;

/** By which whole number, or part, all of the second are the first; told by two different values at least. */
function ratioOf(
  first: Column<Value>,
  second: Column<Value>,
): { readonly times: number; readonly over: number } | undefined {
  const pairs = second.flatMap((value, index) => {
    const [b, a] = [numberOf(value), numberOf(first[index])];
    return value === undefined ? [] : [[a ?? Number.NaN, b ?? Number.NaN] as const];
  });
  const [a = 0, b = 0] = pairs[0] ?? [];
  const [times, over] = b >= a ? [b / a, 1] : [1, a / b];
  const isWhole = Number.isSafeInteger(times) && Number.isSafeInteger(over) && times >= 1 && over >= 1;
  return isWhole && pairs.every(([from, to]) => from * times === to * over) ? { times, over } : undefined;
}

/** A flag that is the same, or a stride above 1 just where something is there. */
function flagOf(bases: readonly Base[], flags: Column<Value>): Reference | undefined {
  const isTrue = (value: Value | undefined): boolean => value?.of === 'data' && value.data === true;
  const agrees = (base: Base, says: (value: Value | undefined) => boolean): boolean =>
    flags.every((flag, index) => flag === undefined || isTrue(flag) === says(base.values[index]));
  const flag = bases.find((base) => base.hole.tells === 'when' && agrees(base, isTrue));
  if (flag) return { base: flag, of: (name) => ({ parameter: name(flag) }) };
  const stride = bases.find(
    (base) => base.hole.tells === 'stride' && agrees(base, (value) => (numberOf(value) ?? 0) > 1),
  );
  return stride && { base: stride, of: (name) => ({ parameter: name(stride), above: 1 }) };
}

/** With what most calls say, where that is a stride, a flag or a part: numbers of channels are told. */
function parameterOf({ hole, values }: Base, name: string): Parameter {
  const [first = dataValue(null)] = values;
  const own = { name, tells: hole.tells, example: first };
  const usual = { when: dataValue(false), stride: dataValue(1) }[hole.tells];
  const isPart = values.some((value) => value?.of === 'part');
  const otherwise = isPart ? ({ of: 'part', part: undefined } as const) : usual;
  const isSaid = otherwise !== undefined && values.some((value) => keyOf(value) === keyOf(otherwise));
  if (isSaid) return { ...own, otherwise };
  const most = [...distinct(values)]
    .map((value) => ({ value, count: values.filter((each) => keyOf(each) === keyOf(value)).length }))
    .reduce((a, b) => (b.count > a.count ? b : a));
  const isUsual =
    !['channels', 'count'].includes(dimensionOf(hole)) && most.count > 2 && most.count * 3 >= values.length * 2;
  return isUsual ? { ...own, otherwise: most.value } : own;
}
