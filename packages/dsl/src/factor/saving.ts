import type { Parameter, Term } from './term.ts';

/** How much there is to read: one for each thing that is made and for each loop, a quarter for each thing that a call is told. */
const wordsOf = ({ fields, items, term }: Term): number =>
  1 +
  (term === 'call' ? Object.keys(fields).length / 4 : 0) +
  items.reduce((sum, { part, count }) => sum + (count ? 1 : 0) + wordsOf(part), 0);

const leavesOf = ({ items, term }: Term): number =>
  items.length === 0
    ? term === 'call'
      ? 2
      : 1
    : items.reduce((sum, { part, count }) => sum + leavesOf(part) * (count ? 2 : 1), 0);

const mostParameters = 6;
const leastLeaves = 3;
const leastSaving = 1.5;

/** Whether a template is less to read than what it stands for, and not a riddle. */
export function isSaving(terms: readonly Term[], body: Term, parameters: readonly Parameter[]): boolean {
  const before = terms.reduce((sum, term) => sum + wordsOf(term), 0);
  const call = 1 + parameters.length / 4;
  const after = wordsOf(body) + parameters.length / 2 + terms.length * call;
  return parameters.length <= mostParameters && leavesOf(body) >= leastLeaves && before - after >= leastSaving;
}
