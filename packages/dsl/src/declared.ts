import type { Problem } from './problem.ts';

/** A declaration that a network takes up: plain data. */
export interface Declared {
  /** What is wrong with the call's arguments; none where it is right. */
  readonly problems: readonly Problem[];
}

/** What the functions of a module make: `sgd` makes declarations of the kind `'sgd'`. */
export type MadeBy<Makers extends { readonly [Name in keyof Makers]: (...options: never) => { readonly kind: Name } }> =
  ReturnType<Makers[keyof Makers]>;
