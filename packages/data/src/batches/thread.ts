/** A worker of the web or of Node, as far as batches need one. */
export interface Thread {
  post(message: unknown, transfer: readonly ArrayBuffer[]): void;
  listen(onMessage: (message: unknown) => void, onError: (message: string) => void): void;
  /** Whether the process waits for it; in Node alone it does. */
  keepAlive(alive: boolean): void;
  stop(): void;
}
