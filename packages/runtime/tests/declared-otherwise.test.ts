import { expect, test } from 'vitest';
import { declaredOtherwise } from '../src/training/declared-otherwise.ts';
import type { TrainingDeclaration } from '@resnet-compile/plan';

const present: TrainingDeclaration = {
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4, decay: 'all' },
  loss: { kind: 'crossEntropy', labelSmoothing: 0 },
  clipNorm: null,
  accumulate: 1,
  ema: null,
  freeze: [],
  rates: [],
  decays: [],
};

/** As checkpoints said it while there was one loss: of its smoothing alone. */
const earlier = (labelSmoothing: number): string => {
  const { loss: _, ...rest } = present;
  return JSON.stringify({ ...rest, labelSmoothing });
};

test('of a checkpoint from when there was one loss', () => {
  expect(declaredOtherwise(earlier(0), present)).toEqual({ optimizer: [], others: [] });
  expect(declaredOtherwise(earlier(0.1), present).others).toEqual(['loss.labelSmoothing was 0.1, and is 0']);
});

test('of a checkpoint that does not say it', () =>
  expect(declaredOtherwise(undefined, present)).toEqual({ optimizer: [], others: [] }));

test('of single parameters: what is frozen, rates and decays', () => {
  const said = JSON.stringify({ ...present, freeze: ['conv1'], rates: [['fc.*', 10]], decays: [] });
  expect(declaredOtherwise(said, { ...present, decays: [['fc', 0]] })).toEqual({
    optimizer: [
      'freeze was ["conv1"], and is []',
      'rates was [["fc.*",10]], and is []',
      'decays was [], and is [["fc",0]]',
    ],
    others: [],
  });
});

test('of a checkpoint from before anything was frozen', () => {
  const { freeze: _, rates: _rates, decays: _decays, ...before } = present;
  expect(declaredOtherwise(JSON.stringify(before), { ...present, freeze: ['conv1'] })).toEqual({
    optimizer: [],
    others: [],
  });
});
