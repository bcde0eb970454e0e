import { describe, expect, it } from 'vitest';
import {
  compileScalar,
  differentiateLoss,
  lossRuleOf,
  type LossDeclaration,
  type LossRule,
  type RowValue,
  type Scalar,
} from '../../src/index.ts';

type Row = readonly number[];

/** An expression for each element of a row, after the row's values. */
function eachOf(rows: readonly RowValue[], of: Scalar, logits: Row, targets: Row): Row {
  const values: number[] = [];
  const each = (expression: Scalar): Row =>
    logits.map((logit, k) => compileScalar(expression)([logit, targets[k]!, ...values], logits.length));
  for (const { by, of: part } of rows)
    values.push(by === 'sum' ? each(part).reduce((a, b) => a + b, 0) : Math.max(...each(part)));
  return each(of);
}
const lossOf = ({ rows, of }: LossRule, logits: Row, targets: Row): number =>
  eachOf(rows, of, logits, targets).reduce((a, b) => a + b, 0);
const gradientOf = (rule: LossRule, logits: Row, targets: Row): Row => {
  const { rows, gradient } = differentiateLoss(rule);
  return eachOf(rows, gradient, logits, targets);
};

/** PyTorch's definitions, written out. */
interface Formula {
  loss(logits: Row, targets: Row): number;
  gradient(logits: Row, targets: Row): Row;
}
const smoothed = (targets: Row, epsilon: number): Row =>
  targets.map((t) => (1 - epsilon) * t + epsilon / targets.length);
const crossEntropy = (epsilon: number): Formula => {
  const logSoftmax = (logits: Row): Row => {
    const largest = Math.max(...logits);
    const log = Math.log(logits.reduce((sum, x) => sum + Math.exp(x - largest), 0));
    return logits.map((x) => x - largest - log);
  };
  return {
    loss: (logits, targets) =>
      -logSoftmax(logits).reduce((sum, log, k) => sum + log * smoothed(targets, epsilon)[k]!, 0),
    gradient: (logits, targets) => {
      const wanted = smoothed(targets, epsilon);
      const mass = wanted.reduce((a, b) => a + b, 0);
      return logSoftmax(logits).map((log, k) => Math.exp(log) * mass - wanted[k]!);
    },
  };
};

const binaryCrossEntropy = (epsilon: number): Formula => ({
  loss: (logits, targets) =>
    logits
      .map((x, k) => Math.max(x, 0) - x * smoothed(targets, epsilon)[k]! + Math.log1p(Math.exp(-Math.abs(x))))
      .reduce((a, b) => a + b, 0) / logits.length,
  gradient: (logits, targets) =>
    logits.map((x, k) => (1 / (1 + Math.exp(-x)) - smoothed(targets, epsilon)[k]!) / logits.length),
});

const cases: readonly (readonly [string, LossDeclaration, Formula])[] = [
  ['cross entropy', { kind: 'crossEntropy', labelSmoothing: 0 }, crossEntropy(0)],
  ['cross entropy, smoothed', { kind: 'crossEntropy', labelSmoothing: 0.3 }, crossEntropy(0.3)],
  ['binary cross entropy', { kind: 'binaryCrossEntropy', labelSmoothing: 0 }, binaryCrossEntropy(0)],
  ['binary cross entropy, smoothed', { kind: 'binaryCrossEntropy', labelSmoothing: 0.2 }, binaryCrossEntropy(0.2)],
];

const wave = (seed: number, length: number, size: number): Row =>
  Array.from({ length }, (_, k) => size * Math.sin(seed + 1.7 * k * k));
/** One-hot, soft, and such as do not sum up to 1. */
const targetsOf = (classes: number): readonly Row[] => [
  Array.from({ length: classes }, (_, k) => Number(k === classes >> 1)),
  wave(3, classes, 0.5).map((value) => (value + 0.5) / classes),
  wave(5, classes, 0.5).map((value) => Number(value > 0)),
];

describe.each(cases)('%s', (_, declaration, formula) => {
  const rule = lossRuleOf(declaration);
  const each = [1, 2, 7, 1000].flatMap((classes) =>
    targetsOf(classes).flatMap((targets) =>
      [3, 30, 1e4].map((size) => [wave(classes, classes, size), targets] as const),
    ),
  );
  const near = (found: number, expected: number, size: number): void =>
    expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-13 * size);

  it("is PyTorch's formula, and so is the gradient that follows from it", () => {
    for (const [logits, targets] of each) {
      const expected = formula.loss(logits, targets);
      near(lossOf(rule, logits, targets), expected, Math.max(1, Math.abs(expected)));
      const gradient = formula.gradient(logits, targets);
      const size = Math.max(
        1,
        targets.reduce((a, b) => a + b, 0),
      );
      gradientOf(rule, logits, targets).forEach((value, k) => near(value, gradient[k]!, size));
    }
  });

  it('has the gradient that differences show', () => {
    const h = 1e-4;
    for (const classes of [1, 2, 7])
      for (const targets of targetsOf(classes)) {
        const logits = wave(classes + 1, classes, 2);
        const moved = (k: number, by: number): number =>
          lossOf(
            rule,
            logits.map((x, other) => (other === k ? x + by : x)),
            targets,
          );
        gradientOf(rule, logits, targets).forEach((value, k) =>
          expect(value).toBeCloseTo((moved(k, h) - moved(k, -h)) / (2 * h), 7),
        );
      }
  });

  it('is not finite where a logit is not', () => {
    for (const bad of [NaN, Infinity, -Infinity])
      for (const targets of [...targetsOf(3), [0, 0, 0], [1, 1, 1]])
        for (const place of [0, 1, 2]) {
          const logits = [0.5, -1, 2].map((x, k) => (k === place ? bad : x));
          const values = [lossOf(rule, logits, targets), ...gradientOf(rule, logits, targets)];
          expect(values.every(Number.isFinite), `${bad} at ${place} of ${targets.join()}`).toBe(false);
        }
  });
});

it('binary cross entropy keeps what is left of a sure answer, and its gradient at 0 is ½ − t', () => {
  const rule = lossRuleOf({ kind: 'binaryCrossEntropy', labelSmoothing: 0 });
  expect(lossOf(rule, [40], [1])).toBeCloseTo(Math.exp(-40), 30);
  expect(gradientOf(rule, [40], [1])[0]).toBeCloseTo(-Math.exp(-40), 30);
  expect(gradientOf(rule, [0, 0, -0], [0, 1, 0.25])).toEqual([0.5 / 3, -0.5 / 3, 0.25 / 3]);
});
