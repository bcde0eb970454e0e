/** One thread of several. */
export interface Seat {
  readonly thread: number;
  readonly threads: number;
  /** Whether it computes in slices, so that no unit of work may take long. */
  readonly inSlices?: boolean;
}
