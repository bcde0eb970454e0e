import { lossRuleOf } from '@resnet-compile/ir';
import { lossCases } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { lossGradient, lossOf } from '../src/cores/loss.ts';
import { toValues, type Values } from '../src/values.ts';

const matrix = (rows: readonly (readonly number[])[]): Values =>
  toValues({ shape: [rows.length, rows[0]!.length], data: rows.flat() });

test.each(lossCases.map((each) => [`${each.loss.kind} of ${matrix(each.logits).shape.join('×')}`, each] as const))(
  "%s: PyTorch's loss and gradient",
  (_, { loss, logits, targets, value, gradient }) => {
    const rule = lossRuleOf(loss);
    const [x, t] = [matrix(logits), matrix(targets)];
    expect(lossOf(rule, x, t).data[0]).toBeCloseTo(value, 12);
    lossGradient(rule, x, t).data.forEach((each, index) => expect(each).toBeCloseTo(gradient.flat()[index]!, 14));
  },
);
