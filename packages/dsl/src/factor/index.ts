/** Trees whose repeated parts are written once: what printers of programs begin with. */
export { unused } from './names.ts';
export { factor, type FactorOptions } from './factor.ts';
export { countOf, furtherName, isArray, numberedName } from './numbered.ts';
export type { Condition, Data, Factored, Item, Parameter, Template, Term, Tree, Value } from './term.ts';
