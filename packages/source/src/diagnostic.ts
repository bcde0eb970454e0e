/** A mistake in a user's file, ready to be printed. */
export interface Diagnostic {
  /** `RC1102` is the compiler's own (docs/errors.md lists them), `TS2322` TypeScript's. */
  readonly code: string;
  /** What was found and what was expected. */
  readonly message: string;
  /** What to change. */
  readonly hint?: string;
  /** The layer's path in the network, where it has one. */
  readonly path?: string;
  /** Absolute path; printed relative to the working directory. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** In characters, on the one line or beyond. */
  readonly length?: number;
}

/** Sorted by file, line and column, without repetitions. */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(diagnostics.map((diagnostic) => [identity(diagnostic), diagnostic] as const).reverse());
  return [...unique.values()]
    .reverse()
    .sort((a, b) => compare(a.file, b.file) || a.line - b.line || a.column - b.column);
}

// The path is left out: one call makes the same mistake in every block that it builds.
const identity = ({ code, message, file, line, column }: Diagnostic): string =>
  JSON.stringify([code, message, file, line, column]);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
