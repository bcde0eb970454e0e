import { operationOf, type Augmentation } from '../augment/augmentation.ts';
import type { Shape } from '../image.ts';
import type { Normalization } from './normalize.ts';

/** What a batch's pixels and labels depend on besides the choice of images; it travels to the worker. */
export interface Plan {
  readonly shape: Shape;
  readonly classes: number;
  /** Of the whole data set. */
  readonly labels: Int32Array;
  readonly seed: number;
  readonly epoch: number;
  readonly augment: readonly Augmentation[];
  readonly normalize: Normalization | undefined;
  /** Take other images for those that cannot be read, instead of failing. */
  readonly skipCorrupt: boolean;
}

/** One batch to make. The memory of a released batch comes back with it. */
export interface Job {
  readonly step: number;
  readonly indices: Int32Array<ArrayBuffer>;
  readonly recycled?: ArrayBuffer | undefined;
}

export interface MadeBatch {
  readonly step: number;
  readonly images: Float32Array<ArrayBuffer>;
  readonly labels: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
  readonly indices: Int32Array<ArrayBuffer>;
  readonly skipped: readonly string[];
}

/** The steps of a plan with the names of their random numbers: a second operation of a kind draws its own. */
export function stepsOf({ augment }: Plan) {
  const seen = new Map<string, number>();
  const steps = augment.map((options) => {
    const count = seen.get(options.operation) ?? 0;
    seen.set(options.operation, count + 1);
    return { options, operation: operationOf(options), name: `${options.operation} ${count}` };
  });
  const on = <Kind extends 'pixels' | 'values' | 'batch'>(kind: Kind) =>
    steps.flatMap(({ options, operation, name }) =>
      operation.on === kind ? [{ options, operation: operation as Extract<typeof operation, { on: Kind }>, name }] : [],
    );
  return { pixels: on('pixels'), values: on('values'), batch: on('batch') };
}
