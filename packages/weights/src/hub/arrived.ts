/** Bytes that have arrived, of all files together. */
export interface Arrived {
  /** So far. */
  readonly loaded: number;
  /** Of all; undefined where nobody says. */
  readonly total: number | undefined;
}
