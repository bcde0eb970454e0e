import { checkValue, integer, kind, tagOf } from '@resnet-compile/options';

const numbers = kind('a Float32Array', (value) => tagOf(value) === 'Float32Array');

/**
 * The softmax of each row of logits, N×classes in and out: e^x / Σ e^x, of x less the row's largest, in float64 and rounded
 * once. A row adds up to 1.
 * @throws {TypeError | RangeError} where the logits are no rows of so many classes.
 */
export function probabilities(logits: Float32Array, classes: number = logits.length): Float32Array<ArrayBuffer> {
  checkValue('probabilities: logits', logits, numbers);
  checkValue('probabilities: classes', classes, integer(1));
  if (logits.length % classes)
    throw new RangeError(
      `probabilities: there are ${logits.length} logits; expected a multiple of ${classes}, the number of classes`,
    );
  const scores = new Float32Array(logits.length);
  for (let from = 0; from < logits.length; from += classes) {
    const row = logits.subarray(from, from + classes);
    const most = row.reduce((a, b) => Math.max(a, b), -Infinity);
    const powers = Float64Array.from(row, (value) => Math.exp(value - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    for (const [place, power] of powers.entries()) scores[from + place] = power / sum;
  }
  return scores;
}
