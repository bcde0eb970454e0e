import { callback, kind } from '@resnet-compile/options';

/** An `AbortSignal`, by what of it is needed, so that declarations need no library for the DOM. */
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

export const stopSignalKind = kind('an AbortSignal', (value) =>
  callback.holds((value as Partial<StopSignal> | null | undefined)?.addEventListener),
);
