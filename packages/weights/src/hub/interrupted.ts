/** What may go better the next time: a connection that fails, breaks off or says nothing, a server that has no time. */
export class Interrupted extends Error {
  /** Milliseconds that the server wants to be left alone. */
  readonly wait: number;
  /** How many tries it counts for: silence takes long enough. */
  readonly tries: number;

  constructor(
    message: string,
    { wait = 0, tries = 1, cause }: { wait?: number; tries?: number; cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.wait = wait;
    this.tries = tries;
  }
}
