import type { StepResult } from './training-engine.ts';

/** Cross entropy and number of correct rows of logits, N×classes. */
export function crossEntropyOf(
  logits: Float32Array,
  targets: Float32Array,
  classes: number,
  labelSmoothing: number,
): StepResult {
  let [loss, correct] = [0, 0];
  const batch = logits.length / classes;
  for (let start = 0; start < logits.length; start += classes) {
    const [row, target] = [logits.subarray(start, start + classes), targets.subarray(start, start + classes)];
    const largest = row.reduce((a, b) => Math.max(a, b));
    const log = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    row.forEach((logit, k) => {
      loss -= ((1 - labelSmoothing) * target[k]! + labelSmoothing / classes) * (logit - largest - log);
    });
    if (row.indexOf(largest) === target.indexOf(target.reduce((a, b) => Math.max(a, b)))) correct++;
  }
  return { loss: loss / batch, correct };
}
