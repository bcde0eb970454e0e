export { checkOptions, checkValue } from './check-options.ts';
export { faultsOf, isOptions, type Fault, type Kinds } from './faults.ts';
export {
  boolean,
  callback,
  fileBytes,
  integer,
  isList,
  isNumber,
  kind,
  listOf,
  number,
  oneOf,
  positive,
  range,
  required,
  text,
  type Kind,
  type RequiredKind,
} from './kinds.ts';
export { escapeControls, escapeLines, literalOf, shownName } from './literal.ts';
export { fitsPattern, meantBy } from './name-patterns.ts';
export { nearest } from './nearest.ts';
export { shown, shownAs, tagOf, withArticle } from './shown.ts';
