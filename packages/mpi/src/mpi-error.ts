/** Processes cannot train together: MPI is not there, is of another kind, or has started them otherwise. */
export class MpiError extends Error {
  /** `MpiError`. */
  override readonly name = 'MpiError';
}
