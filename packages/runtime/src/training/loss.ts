/** Rows of a batch, as they lie in floats. */
export interface Rows {
  readonly values: Float32Array;
  readonly start: number;
  /** From one to the next. */
  readonly pitch: number;
}

export interface LossInputs {
  readonly logits: Rows;
  readonly targets: Rows;
  /** Where the gradient of the logits goes, if it is wanted. */
  readonly gradient?: Rows;
  readonly batch: number;
  readonly classes: number;
}

/** The mean of a loss over the batch, as the compiler emits it: in float64. */
export type Loss = (inputs: LossInputs) => number;

/** Rows whose largest logit and largest target are in the same place, the first one where several are equal. */
export function countCorrect({ logits, targets, batch, classes }: LossInputs): number {
  let correct = 0;
  for (let n = 0; n < batch; n++)
    if (placeOfLargest(logits, n, classes) === placeOfLargest(targets, n, classes)) correct++;
  return correct;
}

function placeOfLargest({ values, start, pitch }: Rows, row: number, classes: number): number {
  const first = start + row * pitch;
  let place = 0;
  for (let k = 1; k < classes; k++) if (values[first + k]! > values[first + place]!) place = k;
  return place;
}

/** Loss and number of correct rows of logits, N×K. */
export function evaluateLoss(
  loss: Loss,
  logits: Float32Array,
  targets: Float32Array,
  classes: number,
): { readonly loss: number; readonly correct: number } {
  const rows = (values: Float32Array): Rows => ({ values, start: 0, pitch: classes });
  const inputs = { logits: rows(logits), targets: rows(targets), batch: logits.length / classes, classes };
  return { loss: loss(inputs), correct: countCorrect(inputs) };
}
