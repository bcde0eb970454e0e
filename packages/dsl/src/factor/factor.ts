import { inlined } from './inline.ts';
import { nextCluster, type Use } from './clusters.ts';
import { keysOf, type Keys } from './skeleton.ts';
import { lift } from './lift.ts';
import { nameTemplate } from './names.ts';
import { parametersOf } from './parameters.ts';
import { inRuns, unrolled } from './runs.ts';
import { isSaving } from './saving.ts';
import { substitute } from './substitute.ts';
import type { Factored, Template, Term, Tree } from './term.ts';
import { unify } from './unify.ts';

/** What `factor` may be told. */
export interface FactorOptions {
  /** Names that neither templates nor parameters may have: those of the language, and of what is called. */
  readonly reserved?: Iterable<string>;
  /** Names of parts that may be left out, by the kind of what is around them; a residual's `shortcut`. */
  readonly optional?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A tree whose repeated parts are written once, as a programmer would: parts that are equal up to numbers become a
 * template with parameters, as blocks and stages are; equal neighbours that are numbered become a run. What would be written
 * once only, or would need more words than it saves, stays where it is. The same tree always gives the same.
 *
 * @example
 * ```ts
 * const { templates, body } = factor({ kind: 'sequential', fields: {}, parts: [['0', block64], ['1', block128]] });
 * ```
 */
export function factor(
  tree: Tree,
  { reserved = [], optional = { residual: ['shortcut'] } }: FactorOptions = {},
): Factored {
  const keys = keysOf((kind) => (Object.hasOwn(optional, kind) ? (optional[kind] ?? []) : []));
  const taken = new Set(reserved);
  const rejected = new Set<string>();
  let body = lift(tree, keys.exact);
  const templates: Template[] = [];
  const uses = new Map<string, readonly string[]>();
  for (;;) {
    const cluster = nextCluster(body, keys, rejected);
    if (!cluster) break;
    const made = templateOf(cluster.uses, keys, templates, taken);
    const all = made
      ? [made]
      : byShape(cluster.uses, keys).flatMap((some) => templateOf(some, keys, templates, taken) ?? []);
    const first = all.reduce<Made | undefined>((a, b) => (a && a.uses.length >= b.uses.length ? a : b), undefined);
    if (!first) {
      rejected.add(cluster.key);
      continue;
    }
    templates.push(first.template);
    uses.set(
      first.template.name,
      first.uses.map(({ name }) => name),
    );
    body = replaced(body, first.calls, keys);
  }
  const left = inlined({ templates, body });
  // Named at last: what was inlined needs none. Within a template, its parameters stand for themselves.
  for (const { parameters } of left.templates) for (const { name } of parameters) taken.add(name);
  const names = new Map(
    left.templates.map((template) => [
      template.name,
      nameTemplate(template.body, uses.get(template.name) ?? [], taken),
    ]),
  );
  const finished = (term: Term): Term => withoutShortRuns(renamed(term, names));
  return {
    templates: left.templates.map(({ name, parameters, body: own }) => ({
      name: names.get(name) ?? name,
      parameters,
      body: finished(own),
    })),
    body: finished(left.body),
  };
}

const renamed = (term: Term, names: ReadonlyMap<string, string>): Term => ({
  ...term,
  ...(term.term === 'call' ? { kind: names.get(term.kind) ?? term.kind } : {}),
  fields: Object.fromEntries(
    Object.entries(term.fields).map(([name, value]) => [
      name,
      value.of === 'part' && value.part ? { of: 'part', part: renamed(value.part, names) } : value,
    ]),
  ),
  items: term.items.map((item) => ({ ...item, part: renamed(item.part, names) })),
});

interface Made {
  readonly template: Template;
  readonly calls: ReadonlyMap<Term, Term>;
  readonly uses: readonly Use[];
}

/** Where all have not enough in common, those that are more alike. */
function byShape(uses: readonly Use[], { shape }: Keys): readonly (readonly Use[])[] {
  const shapes = [...new Set(uses.map(({ term }) => shape(term)))];
  const groups = shapes.map((each) => uses.filter(({ term }) => shape(term) === each));
  return groups.length < 2 ? [] : groups.filter((some) => some.length > 1 || some[0]?.isRun);
}

function templateOf(
  uses: readonly Use[],
  keys: Keys,
  templates: readonly Template[],
  taken: ReadonlySet<string>,
): Made | undefined {
  const terms = uses.map(({ term }) => term);
  const unified = unify(terms, keys, templates);
  if (!unified) return undefined;
  const { parameters, bindings, calls } = parametersOf(unified.holes, taken);
  const body = substitute(unified.body, bindings);
  const written = uses.flatMap(({ term, isRun }) => (isRun ? [term, term] : [term]));
  if (!isSaving(written, body, parameters)) return undefined;
  const name = `#${templates.length}`;
  const template = { name, parameters, body };
  const call = (index: number): Term => ({ term: 'call', kind: name, fields: calls[index] ?? {}, items: [] });
  return { template, uses, calls: new Map(terms.map((term, index) => [term, call(index)])) };
}

function replaced(term: Term, calls: ReadonlyMap<Term, Term>, keys: Keys): Term {
  const call = calls.get(term);
  if (call) return call;
  const items = term.items.map((item) => {
    const part = replaced(item.part, calls, keys);
    return part === item.part ? item : { ...item, part };
  });
  return items.every((item, index) => item === term.items[index])
    ? term
    : { ...term, items: inRuns(items, keys.exact) };
}

const withoutShortRuns = (term: Term): Term => ({
  ...term,
  items: unrolled(term.items.map((item) => ({ ...item, part: withoutShortRuns(item.part) }))),
});
