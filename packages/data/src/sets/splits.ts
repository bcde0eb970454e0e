import type { Dataset } from '../dataset.ts';

export interface Splits {
  readonly train: Dataset;
  readonly test: Dataset;
}
