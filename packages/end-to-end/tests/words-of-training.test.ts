import { runtimeTexts } from '@resnet-compile/runtime/text';
import { expect, test } from 'vitest';

const words =
  /train|\bloss|gradient|moment|learning|epoch|backward|statistic|dropout|partialSums|smoothing|accumulat|\bema\b/gi;

test.each(['cpu', 'webgpu', 'both'] as const)('the runtime that predicts has no word of training: %s', (devices) =>
  expect(runtimeTexts[devices].match(words) ?? []).toEqual([]),
);

test('that which trains has them', () =>
  expect(runtimeTexts['training-both'].match(words)?.length).toBeGreaterThan(20));
