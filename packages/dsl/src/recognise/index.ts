/** Networks as calls of functions that make them. */
export { recognise, type Recognised } from './recognise.ts';
export type { FunctionText } from './choice.ts';
