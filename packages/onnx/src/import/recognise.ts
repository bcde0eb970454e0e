import { anyBatch } from './batch.ts';
import type { Budget } from './evaluate.ts';
import { joinForms, normForms, operatorForms, regionForms } from './forms/index.ts';
import type { Context, Form, RegionForm } from './forms/form.ts';
import type { Problem } from './problem.ts';
import { regionsOf, type Region } from './region.ts';
import { TriedForm } from './tried-form.ts';
import type { ComputedValue, MapValue, Value } from './values.ts';

export interface Recognised {
  /** What each value is that the outputs are made of, in the order of computation. */
  readonly forms: ReadonlyMap<MapValue, Form>;
  readonly problems: readonly Problem[];
}

/**
 * What the values are that outputs are made of, from the last to the first: whatever lies within a form that was recognised
 * is not looked at by itself, unless something else reads it.
 */
export function recognise(outputs: readonly Value[], batch: number, budget: Budget): Recognised {
  const forms = new Map<MapValue, Form>();
  const totals = new Map<MapValue, readonly MapValue[]>();
  const problems: Problem[] = [];
  const users = usersIn(outputs);
  const context: Context = { batch, budget, outputs, usersOf: (value) => users.get(value) ?? [] };
  const waiting = new Order();
  for (const output of outputs) waiting.add(output);
  for (let value = waiting.take(); value; value = waiting.take()) {
    if (value.kind !== 'computed') {
      if (value.kind === 'unknown') value.inputs.forEach((input) => input && waiting.add(input));
      continue;
    }
    try {
      const form: Form | undefined = totals.has(value)
        ? { kind: 'total', inputs: totals.get(value) ?? [] }
        : formOf(value, context);
      if (!form) throw new RangeError(reasonFor(value, batch));
      if (form.kind === 'select') totals.set(form.total, form.branches);
      forms.set(value, form);
      for (const input of inputsOf(form)) waiting.add(input);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      problems.push(problemOf(value, error.message));
      value.inputs.forEach((input) => input && waiting.add(input));
    }
  }
  return { forms: new Map([...forms].toReversed()), problems: problems.toReversed() };
}

/** Values, the last computed first; each once. */
class Order {
  readonly #values: Exclude<Value, { kind: 'constant' }>[] = [];
  readonly #seen = new Set<Value>();

  add(value: Value): void {
    if (value.kind === 'constant' || this.#seen.has(value)) return;
    this.#seen.add(value);
    // Almost always it belongs near the end.
    let at = this.#values.length;
    while (at > 0 && (this.#values[at - 1]?.index ?? 0) > value.index) at--;
    this.#values.splice(at, 0, value);
  }

  take(): Exclude<Value, { kind: 'constant' }> | undefined {
    return this.#values.pop();
  }
}

/** The values that a form is made of. */
export function inputsOf(form: Form): readonly MapValue[] {
  switch (form.kind) {
    case 'layers':
    case 'part':
    case 'pixel':
      return [form.input];
    case 'join':
    case 'total':
      return form.inputs;
    case 'gate':
      return [form.body, form.shortcut, form.gate];
    case 'select':
      return [...form.branches, form.weights, form.total];
  }
}

type Users = ReadonlyMap<Value, readonly ComputedValue[]>;

/** What reads each value. */
function usersIn(outputs: readonly Value[]): Users {
  const users = new Map<Value, ComputedValue[]>();
  const open = [...outputs];
  const seen = new Set<Value>(open);
  for (let value = open.pop(); value; value = open.pop()) {
    if (value.kind !== 'computed' && value.kind !== 'unknown') continue;
    for (const input of value.inputs) {
      if (!input) continue;
      if (value.kind === 'computed') {
        const known = users.get(input);
        if (known) known.push(value);
        else users.set(input, [value]);
      }
      if (!seen.has(input)) open.push(input);
      seen.add(input);
    }
  }
  return users;
}

function formOf(value: ComputedValue, context: Context): Form | undefined {
  if (!isLayerShape(value, context.batch)) return undefined;
  // What is handed out is given by a layer, and lies within none.
  const regions = regionsOf(value).filter(
    ({ entry, nodes }) =>
      isLayerShape(entry, context.batch) && nodes.every((node) => node === value || !context.outputs.includes(node)),
  );
  // A layer within which another one reads something is two.
  const isClosed = ({ nodes }: Region): boolean =>
    nodes.every((node) => node === value || context.usersOf(node).every((user) => nodes.includes(user)));
  const closed = regions.filter(isClosed);
  const open = regions.filter((region) => !isClosed(region));
  const of = (all: readonly Region[], forms: readonly RegionForm[]): TriedForm[] =>
    all.flatMap((region) => forms.map((form) => new TriedForm(region, form, context)));
  const inClosed = of(closed, regionForms);
  const inOpen = of(open, regionForms);
  return (
    firstOf(operatorForms, (form) => form(value, context)) ??
    // A norm is no accident, and others may read its statistics.
    firstOf(of(regions, normForms), (found) => found.whole) ??
    firstOf(inClosed, (found) => found.whole) ??
    firstOf(inClosed, (found) => found.any) ??
    firstOf(joinForms, (form) => form(value, context)) ??
    firstOf(inOpen, (found) => found.whole) ??
    firstOf(inOpen, (found) => found.any)
  );
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | undefined): Found | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** N×C×H×W or N×C: the images are counted by the first axis, and by no other. */
const isLayerShape = ({ shape: [images = 0, ...rest] }: MapValue, batch: number): boolean =>
  images === batch &&
  (rest.length === 3 || rest.length === 1) &&
  !rest.some((extent) => extent === 0 || extent % anyBatch === 0);

const reasons: Readonly<Record<string, string>> = {
  Sub: 'layers add and multiply, and do not subtract what depends on the images',
  Div: 'layers add and multiply, and do not divide by what depends on the images',
  Softmax: 'a softmax ends a network (it is left out then), or weighs branches; here it does neither',
  Transpose: 'no layer exchanges axes',
  Slice: 'no layer takes this part; those that are known take every so manieth pixel, or some of the channels',
};

const reasonFor = (value: ComputedValue, batch: number): string =>
  isLayerShape(value, batch)
    ? (reasons[value.op] ?? 'no layer does this with such inputs')
    : `its value is ${value.shape.map((extent) => (extent % anyBatch === 0 && extent > 0 ? 'N' : extent)).join('×')}, and what is made of it is no layer that is known; layers have N×C×H×W or N×C`;

const problemOf = (value: ComputedValue, message: string): Problem => ({
  node: value.node,
  op: value.op,
  inputs: value.inputs.filter((input) => input !== undefined).map(({ name }) => name),
  message,
});
