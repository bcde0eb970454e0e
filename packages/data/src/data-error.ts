/** What is wrong with a data set's files: which file, what was found, what was expected, what to do. */
export class DataError extends Error {
  /** `DataError`. */
  override readonly name = 'DataError';
}
