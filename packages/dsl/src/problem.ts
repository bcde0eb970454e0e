import type { SourcePosition } from './source-position.ts';

/**
 * A mistake in a model file. DSL functions record problems instead of throwing, so that all mistakes of a file are
 * reported in one run.
 */
export interface Problem {
  /** `RC1102`; docs/errors.md lists them. */
  readonly code: ProblemCode;
  /** What was found and what was expected. */
  readonly message: string;
  /** What to change. */
  readonly hint?: string;
  /** The call that is wrong. */
  readonly position?: SourcePosition;
  /** The option of that call that is wrong, for an exact position. */
  readonly option?: string;
  /** The layer's path in the network, where it has one. */
  readonly path?: string;
}

/** The kinds of mistakes; docs/errors.md explains each. */
export type ProblemCode =
  /** an option that does not exist */
  | 'RC1101'
  /** an option's value */
  | 'RC1102'
  /** options that exclude each other */
  | 'RC1103'
  /** a child that is not a layer */
  | 'RC1104'
  /** a warning: one layer is used twice, and not shared */
  | 'RC1105'
  /** a warning: a residual that is right, and hardly meant */
  | 'RC1106'
  /** the shapes of a layer's inputs do not fit */
  | 'RC1201'
  /** the two sides of a residual differ in shape */
  | 'RC1202'
  /** an input that is too small for the network's strides */
  | 'RC1203';
