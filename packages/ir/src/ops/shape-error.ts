/** The shapes of an operation's inputs do not fit: the user's mistake, reported at the layer that made it. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly hint: string | undefined;
  /** The map is too small for a window, rather than of a wrong shape. */
  readonly tooSmall: boolean;

  constructor(message: string, hint?: string, tooSmall = false) {
    super(message);
    this.hint = hint;
    this.tooSmall = tooSmall;
  }
}
