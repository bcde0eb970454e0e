import steps from '../fixtures/optimizers.json' with { type: 'json' };

/** What one of PyTorch's optimisers, with options of its own, makes of {@link parameterAtFirst}, step by step. */
export interface OptimizerSteps {
  readonly optimizer: string;
  readonly options: Readonly<Record<string, number | boolean | readonly number[]>>;
  readonly after: readonly (readonly number[])[];
}

export const optimizerSteps = steps as unknown as {
  readonly rate: number;
  readonly cases: readonly OptimizerSteps[];
};

const length = 8;
export const parameterAtFirst = Array.from({ length }, (_, i) => (i - 3) / 8);
/** Of step 0, 1, …; as in optimizers.py. */
export const gradientAt = (step: number): readonly number[] =>
  Array.from({ length }, (_, i) => (((7 * i + 5 * step * step) % 23) - 11) / 64);
