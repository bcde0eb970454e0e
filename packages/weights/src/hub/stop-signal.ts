/** An `AbortSignal`, by what of it is needed. */
export interface StopSignal {
  /** Whether it was given. */
  readonly aborted: boolean;
  /** What is thrown then. */
  readonly reason: unknown;
  /** Calls `listener` when it is given. */
  addEventListener(type: 'abort', listener: () => void): void;
  /** No more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** @throws the signal's reason, where it was given. */
export function stopIfAsked(signal: StopSignal | undefined): void {
  if (signal?.aborted) throw signal.reason;
}

/** Waits for so many milliseconds. @throws the signal's reason. */
export const pause = (milliseconds: number, signal: StopSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop);
  });
