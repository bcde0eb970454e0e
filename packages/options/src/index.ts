export { checkOptions, checkValue } from './check-options.ts';
export { faultsOf, type Fault, type Kinds } from './faults.ts';
export { boolean, callback, integer, isList, kind, listOf, number, oneOf, positive, range, required, text, type Kind, type OptionalKind, type RequiredKind } from './kinds.ts';
export { nearest } from './nearest.ts';
export { shown, shownAs, tagOf, withArticle } from './shown.ts';
