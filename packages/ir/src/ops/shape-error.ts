/** The shapes of an operation's inputs do not fit: the user's mistake, reported at the layer that made it. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
