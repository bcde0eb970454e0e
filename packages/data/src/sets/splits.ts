import type { Dataset } from '../dataset.ts';

/** A data set's two parts, as its authors divided it. */
export interface Splits {
  /** To train on. */
  readonly train: Dataset<ArrayBuffer>;
  /** To evaluate on. */
  readonly test: Dataset<ArrayBuffer>;
}
