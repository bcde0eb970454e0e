import { inlined } from './inline.ts';
import { nextCluster, type Cluster } from './clusters.ts';
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
    const made = templateOf(cluster, keys, templates, taken);
    if (!made) {
      rejected.add(cluster.key);
      continue;
    }
    templates.push(made.template);
    uses.set(
      made.template.name,
      cluster.uses.map(({ name }) => name),
    );
    body = replaced(body, made.calls, keys);
  }
  const left = inlined({ templates, body });
  // Named at last: what was inlined needs none.
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

function templateOf(
  { uses }: Cluster,
  keys: Keys,
  templates: readonly Template[],
  taken: ReadonlySet<string>,
): { readonly template: Template; readonly calls: ReadonlyMap<Term, Term> } | undefined {
  const terms = uses.map(({ term }) => term);
  const unified = unify(terms, keys, templates);
  if (!unified) return undefined;
  const { parameters, bindings, calls } = parametersOf(unified.holes, taken);
  const body = substitute(unified.body, bindings);
  if (!isSaving(terms, body, parameters)) return undefined;
  const name = `#${templates.length}`;
  const template = { name, parameters, body };
  const call = (index: number): Term => ({ term: 'call', kind: name, fields: calls[index] ?? {}, items: [] });
  return { template, calls: new Map(terms.map((term, index) => [term, call(index)])) };
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
