import { inRuns } from './runs.ts';
import { dataValue, type Term, type Tree } from './term.ts';

/** A tree as a term: without parameters, its runs together. */
export const lift = ({ kind, fields, parts }: Tree, exact: (term: Term) => string): Term => ({
  term: 'make',
  kind,
  fields: Object.fromEntries(Object.entries(fields).map(([name, data]) => [name, dataValue(data)])),
  items: inRuns(
    parts.map(([name, part]) => ({ name, part: lift(part, exact) })),
    exact,
  ),
});
