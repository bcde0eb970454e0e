import type { LossCall } from '@resnet-compile/backend-cpu';
import { at } from '../maps.ts';

/**
 * Cross entropy, mean over the batch, and its gradient (softmax·Σt − t)/N with t = (1 − ε)·target + ε/K, in float64 with
 * the largest logit subtracted first. A row is correct where its largest logit and largest target are in the same place.
 */
export function runLoss(
  { loss: { labelSmoothing, logits, targets, gradient, value, correct } }: LossCall,
  batch: number,
  f: Float32Array,
): void {
  const classes = logits.shape[0];
  let total = 0;
  let right = 0;
  for (let n = 0; n < batch; n++) {
    const row = (at(logits.address, batch) + n * logits.image) / 4;
    const target = (at(targets.address, batch) + n * targets.image) / 4;
    const out = (at(gradient.address, batch) + n * gradient.image) / 4;
    let [best, bestTarget] = [0, 0];
    for (let k = 1; k < classes; k++) {
      if (f[row + k]! > f[row + best]!) best = k;
      if (f[target + k]! > f[target + bestTarget]!) bestTarget = k;
    }
    if (best === bestTarget) right++;
    const largest = f[row + best]!;
    let sum = 0;
    let mass = 0;
    for (let k = 0; k < classes; k++) {
      sum += Math.exp(f[row + k]! - largest);
      mass += (1 - labelSmoothing) * f[target + k]! + labelSmoothing / classes;
    }
    const log = Math.log(sum);
    for (let k = 0; k < classes; k++) {
      const wanted = (1 - labelSmoothing) * f[target + k]! + labelSmoothing / classes;
      const logProbability = f[row + k]! - largest - log;
      total -= wanted * logProbability;
      f[out + k] = (Math.exp(logProbability) * mass - wanted) / batch;
    }
    // Lanes behind the last class are zero, as everywhere.
    for (let k = classes; k < gradient.pixel / 4; k++) f[out + k] = 0;
  }
  f[value / 4] = total / batch;
  f[correct / 4] = right;
}
