import losses from '../fixtures/losses.json' with { type: 'json' };

/** What one of PyTorch's losses is of some rows, as the mean over the batch, and its gradient by each logit. */
export interface LossCase {
  readonly loss: { readonly kind: 'crossEntropy' | 'binaryCrossEntropy'; readonly labelSmoothing: number };
  readonly logits: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
  readonly value: number;
  readonly gradient: readonly (readonly number[])[];
}

export const lossCases = losses.cases as unknown as readonly LossCase[];
