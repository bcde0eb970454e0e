import { substitute } from './substitute.ts';
import type { Factored, Template, Term } from './term.ts';

/** Without templates that are called from one place: what is written once stands where it is, but for blocks. */
export function inlined({ templates, body }: Factored): Factored {
  const once = templates.find(
    ({ name, body: { kind } }) =>
      kind !== 'residual' &&
      callsOf(name, body) + templates.reduce((sum, each) => sum + callsOf(name, each.body), 0) === 1,
  );
  if (!once) return { templates, body };
  return inlined({
    templates: templates
      .filter((template) => template !== once)
      .map((template) => ({ ...template, body: withInlined(template.body, once) })),
    body: withInlined(body, once),
  });
}

/** A call in a run is more than one. */
const callsOf = (name: string, term: Term): number =>
  Number(term.term === 'call' && term.kind === name) +
  partsWithin(term).reduce((sum, { part, isRun }) => sum + callsOf(name, part) * (isRun ? 2 : 1), 0);

/** Those that are told, too. */
const partsWithin = ({ fields, items }: Term): readonly { readonly part: Term; readonly isRun: boolean }[] => [
  ...Object.values(fields).flatMap((value) =>
    value.of === 'part' && value.part ? [{ part: value.part, isRun: false }] : [],
  ),
  ...items.map(({ part, count }) => ({ part, isRun: count !== undefined })),
];

function withInlined(term: Term, template: Template): Term {
  if (term.term === 'call' && term.kind === template.name)
    return substitute(template.body, new Map(Object.entries(term.fields)));
  return {
    ...term,
    fields: Object.fromEntries(
      Object.entries(term.fields).map(([name, value]) => [
        name,
        value.of === 'part' && value.part ? { of: 'part', part: withInlined(value.part, template) } : value,
      ]),
    ),
    items: term.items.map((item) => ({ ...item, part: withInlined(item.part, template) })),
  };
}
