/** Why something failed: the innermost cause that says something. `fetch failed` has the reason one or two causes deep. */
export function reasonOf(error: unknown): string {
  const { message, code, cause, errors } = error as Error & {
    readonly code?: string;
    readonly errors?: readonly unknown[];
  };
  const inner = cause ?? errors?.[0];
  return (inner instanceof Error && reasonOf(inner)) || message || (code ?? 'no reason was given');
}
