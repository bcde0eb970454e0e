import { zeros, type Values } from '../values.ts';

/** Row by row: (1 − ε)·target + ε/K, as PyTorch smooths labels over all K classes. */
function smoothed(targets: Values, labelSmoothing: number): Float64Array {
  const classes = targets.shape[1]!;
  return targets.data.map((value) => (1 - labelSmoothing) * value + labelSmoothing / classes);
}

/** log softmax of each row, with its largest logit subtracted first. */
function logSoftmax({ shape, data }: Values): Float64Array {
  const [rows, classes] = shape as readonly [number, number];
  const result = new Float64Array(data.length);
  for (let row = 0; row < rows; row++) {
    const logits = data.subarray(row * classes, (row + 1) * classes);
    const largest = Math.max(...logits);
    const log = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    for (let k = 0; k < classes; k++) result[row * classes + k] = logits[k]! - largest - log;
  }
  return result;
}

/** The mean over the batch of −Σ target·log softmax. @returns a scalar */
export function crossEntropy(logits: Values, targets: Values, labelSmoothing: number): Values {
  const wanted = smoothed(targets, labelSmoothing);
  const logs = logSoftmax(logits);
  return {
    shape: [],
    data: Float64Array.of(-logs.reduce((sum, log, index) => sum + log * wanted[index]!, 0) / logits.shape[0]!),
  };
}

/** (softmax·Σ target − target) / N. */
export function crossEntropyGradient(logits: Values, targets: Values, labelSmoothing: number): Values {
  const [rows, classes] = logits.shape as readonly [number, number];
  const wanted = smoothed(targets, labelSmoothing);
  const logs = logSoftmax(logits);
  const result = zeros(rows, classes);
  for (let row = 0; row < rows; row++) {
    const total = wanted.subarray(row * classes, (row + 1) * classes).reduce((sum, value) => sum + value, 0);
    for (let at = row * classes; at < (row + 1) * classes; at++)
      result.data[at] = (Math.exp(logs[at]!) * total - wanted[at]!) / rows;
  }
  return result;
}

/** Rows whose largest logit and largest target are in the same place, the first one where several are equal. */
export function countCorrect(logits: Values, targets: Values): Values {
  const [rows, classes] = logits.shape as readonly [number, number];
  const largest = (data: Float64Array, row: number): number => {
    const values = data.subarray(row * classes, (row + 1) * classes);
    return values.indexOf(Math.max(...values));
  };
  let correct = 0;
  for (let row = 0; row < rows; row++) if (largest(logits.data, row) === largest(targets.data, row)) correct++;
  return { shape: [], data: Float64Array.of(correct) };
}
