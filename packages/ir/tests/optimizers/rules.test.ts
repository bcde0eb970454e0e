import { describe, expect, it } from 'vitest';
import {
  compileScalar,
  decayOf,
  operandsOfUpdate,
  splitUpdate,
  updateRuleOf,
  type OptimizerDeclaration,
  type UpdateOperands,
  type UpdateRule,
} from '../../src/index.ts';

const apply = ({ parameter, moments }: UpdateRule, given: UpdateOperands<number>): readonly number[] =>
  [parameter, ...moments].map((of) => compileScalar(of)(operandsOfUpdate(given)));

type Formula = (given: UpdateOperands<number>) => readonly number[];

/** PyTorch's definitions, written out: torch/optim/sgd.py and adamw.py. */
const sgd =
  (momentum: number, nesterov: boolean): Formula =>
  ({ parameter: p, gradient, decay, rate, moments: [buffer = NaN] }) => {
    const g = gradient + decay * p;
    if (momentum === 0) return [p - rate * g];
    const b = momentum * buffer + g;
    return [p - rate * (nesterov ? g + momentum * b : b), b];
  };
const adamW =
  (beta1: number, beta2: number, epsilon: number): Formula =>
  ({ parameter: p, gradient: g, decay, rate, step, moments: [m0 = NaN, v0 = NaN] }) => {
    const m = beta1 * m0 + (1 - beta1) * g;
    const v = beta2 * v0 + (1 - beta2) * g * g;
    const denominator = Math.sqrt(v) / Math.sqrt(1 - beta2 ** step) + epsilon;
    return [p * (1 - rate * decay) - (rate / (1 - beta1 ** step)) * (m / denominator), m, v];
  };

const all = { weightDecay: 0.01, decay: 'all' } as const;
const cases: readonly (readonly [string, OptimizerDeclaration, Formula])[] = [
  ['SGD', { kind: 'sgd', momentum: 0, nesterov: false, ...all }, sgd(0, false)],
  ['SGD with momentum', { kind: 'sgd', momentum: 0.9, nesterov: false, ...all }, sgd(0.9, false)],
  ["SGD with Nesterov's", { kind: 'sgd', momentum: 0.8, nesterov: true, ...all }, sgd(0.8, true)],
  ['AdamW', { kind: 'adamW', betas: [0.9, 0.999], epsilon: 1e-8, ...all }, adamW(0.9, 0.999, 1e-8)],
  ['AdamW without memory', { kind: 'adamW', betas: [0, 0.5], epsilon: 1e-3, ...all }, adamW(0, 0.5, 1e-3)],
];

describe.each(cases)('%s', (_, declaration, formula) => {
  const rule = updateRuleOf(declaration);
  const steps = [1, 2, 17, 1000].flatMap((step) =>
    [0.3, -1e-5, 0, 40].map((gradient): UpdateOperands<number> => ({
      parameter: 0.7 - gradient / 3,
      gradient,
      decay: 0.02,
      rate: 0.1,
      step,
      norm: 4,
      moments: rule.moments.map((__, index) => 0.25 + index / 10),
    })),
  );
  it("is PyTorch's formula", () => {
    for (const given of steps) {
      const expected = formula(given);
      const found = apply(rule, given);
      expect(found).toHaveLength(expected.length);
      found.forEach((value, index) =>
        expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(1e-12 * Math.max(1e-6, Math.abs(value))),
      );
    }
  });
  it.each([null, 3, 5])(
    'says the same with what depends on the step alone computed before, clipped at %s',
    (largest) => {
      const rule = updateRuleOf(declaration, largest);
      const { perStep, rule: split } = splitUpdate(rule);
      for (const given of steps) {
        const before = perStep.map((of) => compileScalar(of)([given.step, given.norm]));
        expect(apply(split, { ...given, step: NaN, norm: NaN, moments: [...given.moments, ...before] })).toEqual(
          apply(rule, given),
        );
      }
    },
  );
});

it.each(cases)('%s: gradients are clipped as by torch.nn.utils.clip_grad_norm_', (_, declaration) => {
  const given = { parameter: 0.7, gradient: 0.3, decay: 0.02, rate: 0.1, step: 3, moments: [0.25, 0.35] };
  const unclipped = (gradient: number): readonly number[] =>
    apply(updateRuleOf(declaration), { ...given, gradient, norm: NaN });
  const clipped = (norm: number): readonly number[] => apply(updateRuleOf(declaration, 2), { ...given, norm });
  expect(clipped(8)).toEqual(unclipped(0.3 * (2 / (8 + 1e-6))));
  expect(clipped(1.5)).toEqual(unclipped(0.3));
});

it("AdamW's corrections are all that depends on the step alone, each once", () => {
  const perStep = (declaration: OptimizerDeclaration): number => splitUpdate(updateRuleOf(declaration)).perStep.length;
  expect(cases.map(([, declaration]) => perStep(declaration))).toEqual([0, 0, 0, 2, 1]);
  expect(perStep({ kind: 'adamW', betas: [0.9, 0.9], epsilon: 1e-8, ...all })).toBe(1);
  expect(cases.map(([, declaration]) => splitUpdate(updateRuleOf(declaration, 1)).perStep.length)).toEqual([
    1, 1, 1, 3, 2,
  ]);
});

it('tensors of one dimension do not decay where weights alone do', () => {
  const [, declaration] = cases[0]!;
  const shapes = [[3], [3, 2], [3, 2, 1, 1]];
  expect(shapes.map((shape) => decayOf({ ...declaration, decay: 'weights' }, { shape }))).toEqual([0, 0.01, 0.01]);
  expect(decayOf(declaration, { shape: [3] })).toBe(0.01);
  expect(shapes.map((shape) => decayOf({ ...declaration, decay: 'weights' }, { shape, decay: 0.5 }))).toEqual([
    0.5, 0.5, 0.5,
  ]);
  expect(decayOf(declaration, { shape: [3, 2], decay: 0 })).toBe(0);
});
