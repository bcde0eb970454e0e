/** An IR breaks one of its invariants: our bug, never the user's mistake. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';
}
