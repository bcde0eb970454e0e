/** What starts a worker of a module, wherever the module's text has got to. */
export interface Origin {
  /** Of the module: a worker knows by it what is meant for it. */
  readonly id: string;
  /** The runtime's text, an expression: bundlers rename and shorten it, and it still is all that a worker needs. */
  readonly source?: string;
  /** The module's address, where it is the file that was compiled. A bundle has other code besides, to be run once. */
  readonly url?: string | undefined;
}
