/**
 * What lets several processes train one network together: `mpi()` of `@resnet-compile/mpi`, or one's own. All ranks make the
 * same calls in the same order; a call resolves once every rank has made it.
 */
export interface ParallelEngine {
  /** Which of the processes this is, from 0. */
  readonly rank: number;
  /** How many there are. */
  readonly ranks: number;
  /** Steps between two comparisons of all ranks' weights; 100. */
  readonly checkEvery?: number;
  /**
   * Makes each value the sum of all ranks' values at its place, in place, with the same bits on every rank; resolves with the
   * same array. All ranks have as many values.
   */
  sum<Values extends Float32Array | Float64Array>(values: Values): Promise<Values>;
  /** The bytes of every rank, in the order of the ranks; each may have any number. */
  gather(bytes: Uint8Array): Promise<readonly Uint8Array[]>;
}
