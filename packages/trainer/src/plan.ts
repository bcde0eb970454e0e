/** The options that make a run what it is, checked, with their defaults. */
export interface Plan {
  /** Handed to the training data. */
  readonly seed: number;
  /** Of the whole run. */
  readonly steps: number;
  /** Steps of an epoch. */
  readonly batchesPerEpoch: number;
  /** Steps between two checkpoints. */
  readonly checkpointEvery: number;
  /** Steps between two evaluations. */
  readonly evaluateEvery: number;
  /** Evaluations without a better one after which the run ends; null where it goes on to its last step. */
  readonly patience: number | null;
}
