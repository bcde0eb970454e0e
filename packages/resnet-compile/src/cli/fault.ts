/** What is wrong with how a network compiles, or computes; never the user's mistake. */
export interface Fault {
  /** Equal where two faults are most likely one. */
  readonly kind: string;
  readonly message: string;
}
