/** What of an `AbortSignal` is needed; so that declarations need no library for the DOM. */
export interface StopSignal {
  /** Whether to stop. */
  readonly aborted: boolean;
}
