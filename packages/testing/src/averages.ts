import averages from '../fixtures/averages.json' with { type: 'json' };

type Values = Readonly<Record<string, readonly number[]>>;

/** What PyTorch's AveragedModel makes of a declared average. */
export interface AverageCase {
  readonly ema: {
    readonly decay: number;
    readonly from: 'first update' | 'initial parameters';
    readonly warmUp: boolean;
  };
  /** The network after all steps. */
  readonly present: Values;
  /** With averaged statistics. */
  readonly average: Values;
  /** N×classes of `average`, for the images of step 9. */
  readonly logits: readonly number[];
  /** With statistics estimated on the images of {@link estimatedOn}. */
  readonly estimated: Values;
}

/** A network of two convolutions, each with a batch norm, the second's of momentum 0.3; SGD with momentum 0.9 and decay 1e-4. */
export const averagedNetwork = averages as unknown as {
  readonly input: readonly [number, number, number];
  readonly classes: number;
  readonly batch: number;
  readonly steps: number;
  readonly learningRate: number;
  readonly initial: Values;
  readonly cases: readonly AverageCase[];
};

export const estimatedOn = [3, 4, 7] as const;

/** The batch of a step; both sides compute it exactly. */
export function averagedBatch(step: number): { readonly images: Float32Array; readonly labels: Int32Array } {
  const { input, classes, batch } = averagedNetwork;
  const size = input.reduce((product, extent) => product * extent, 1);
  return {
    images: Float32Array.from(
      { length: batch * size },
      (_, i) => ((7 * i * i + 13 * i * step + 5 * step) % 31) / 31 - 0.5,
    ),
    labels: Int32Array.from({ length: batch }, (_, n) => (n + step) % classes),
  };
}
