import { lossRuleOf } from '@resnet-compile/ir';
import { units } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { emitLoss } from '../../src/index.ts';

interface Rows {
  readonly values: Float32Array;
  readonly start: number;
  readonly pitch: number;
}
interface Inputs {
  readonly logits: Rows;
  readonly targets: Rows;
  readonly gradient?: Rows;
  readonly batch: number;
  readonly classes: number;
}
type Loss = (inputs: Inputs) => number;

const floats = (name: string, length: number, size: number): Float32Array =>
  Float32Array.from(units(name, 0, length), (unit) => (unit - 0.5) * size);
const rowsOf = (values: Float32Array, classes: number, pitch = classes): Rows => ({ values, start: 0, pitch });

/** The loop that was written by hand before: the loss keeps its bits. */
function byHand(logits: Float32Array, targets: Float32Array, classes: number, labelSmoothing: number) {
  let total = 0;
  const batch = logits.length / classes;
  const gradient = new Float32Array(logits.length);
  for (let row = 0; row < logits.length; row += classes) {
    let [largest, sum, mass] = [-Infinity, 0, 0];
    const wanted = (k: number): number => (1 - labelSmoothing) * targets[row + k]! + labelSmoothing / classes;
    for (let k = 0; k < classes; k++) largest = Math.max(largest, logits[row + k]!);
    for (let k = 0; k < classes; k++) {
      sum += Math.exp(logits[row + k]! - largest);
      mass += wanted(k);
    }
    for (let k = 0; k < classes; k++) {
      const logProbability = logits[row + k]! - largest - Math.log(sum);
      total -= wanted(k) * logProbability;
      gradient[row + k] = (Math.exp(logProbability) * mass - wanted(k)) / batch;
    }
  }
  return { loss: total / batch, gradient };
}

test.each([
  [1, 1, 0],
  [5, 7, 0],
  [3, 7, 0.1],
  [4, 1000, 0.2],
])('cross entropy of %i×%i, smoothed by %f', (batch, classes, labelSmoothing) => {
  const loss = new Function(`return ${emitLoss(lossRuleOf({ kind: 'crossEntropy', labelSmoothing }))}`)() as Loss;
  const logits = floats('logits', batch * classes, 20);
  const targets = floats('targets', batch * classes, 1).map((value) => Math.abs(value));
  const expected = byHand(logits, targets, classes, labelSmoothing);
  const pitch = classes + 3;
  const gradient = new Float32Array(batch * pitch).fill(9);
  const inputs = { logits: rowsOf(logits, classes), targets: rowsOf(targets, classes), batch, classes };
  expect(loss(inputs)).toBe(expected.loss);
  expect(loss({ ...inputs, gradient: rowsOf(gradient, classes, pitch) })).toBe(expected.loss);
  for (let n = 0; n < batch; n++) {
    for (let k = 0; k < classes; k++) {
      const by = expected.gradient[n * classes + k]!;
      expect(Math.abs(gradient[n * pitch + k]! - by)).toBeLessThanOrEqual(2 ** -23 * Math.abs(by) + 1e-15);
    }
    expect([...gradient.subarray(n * pitch + classes, (n + 1) * pitch)]).toEqual([9, 9, 9]);
  }
});
